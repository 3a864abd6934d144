"""Reads an iCalendar file by the grammar of RFC 5545, with the standard library
alone, and prints one line for each event: day, sequence, UID, summary. Anything
that the RFC does not allow ends it with a message and exit code 1."""
import datetime
import re
import sys

CONTENT_LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)'
    r'(?P<params>(;[A-Za-z0-9-]+=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
    r'(,("[^"]*"|[^";:,]*))*)*)'
    r':(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)\Z')


def fail(what):
    sys.exit('not iCalendar: ' + what)


def content_lines(data):
    if not data.endswith(b'\r\n'):
        fail('the last line does not end in CRLF')
    for line in data[:-2].split(b'\r\n'):
        if b'\n' in line or b'\r' in line:
            fail('a bare line end')
        if len(line) > 75:
            fail('a line of %d octets' % len(line))
        line.decode('utf-8')  # no fold inside a character
    unfolded = data.replace(b'\r\n ', b'').replace(b'\r\n\t', b'')
    for line in unfolded[:-2].split(b'\r\n'):
        match = CONTENT_LINE.match(line.decode('utf-8'))
        if not match:
            fail('no content line: %r' % line)
        yield match['name'].upper(), match['params'].upper(), match['value']


def text(value):
    result, at = '', 0
    while at < len(value):
        if value[at] == '\\':
            if at + 1 == len(value) or value[at + 1] not in '\\;,nN':
                fail('a bad escape in %r' % value)
            result += '\n' if value[at + 1] in 'nN' else value[at + 1]
            at += 2
            continue
        if value[at] in ';,':
            fail('%r is not escaped in %r' % (value[at], value))
        result += value[at]
        at += 1
    return result


def date(params, value):
    if params != ';VALUE=DATE' or not re.fullmatch(r'\d{8}', value):
        fail('not a date: %s:%s' % (params, value))
    return datetime.date(int(value[:4]), int(value[4:6]), int(value[6:]))


def read(data):
    stack, calendar, events, event = [], {}, [], None
    for name, params, value in content_lines(data):
        if name == 'BEGIN':
            stack.append(value)
            if stack == ['VCALENDAR', 'VEVENT']:
                event = {}
            elif stack != ['VCALENDAR']:
                fail('BEGIN:%s inside %s' % (value, stack[:-1]))
        elif name == 'END':
            if not stack or stack.pop() != value:
                fail('END:%s' % value)
            if value == 'VEVENT':
                events.append(event)
        elif stack == ['VCALENDAR']:
            if name in calendar:
                fail('%s twice' % name)
            calendar[name] = value
        elif stack == ['VCALENDAR', 'VEVENT']:
            if name in event:
                fail('%s twice in an event' % name)
            event[name] = (params, value)
        else:
            fail('%s outside a calendar' % name)
    if stack:
        fail('no END:%s' % stack[-1])
    if calendar.get('VERSION') != '2.0' or not calendar.get('PRODID'):
        fail('VERSION and PRODID are required')
    uids = set()
    for event in events:
        for key in ('UID', 'DTSTAMP', 'DTSTART', 'SUMMARY', 'SEQUENCE'):
            if key not in event:
                fail('an event has no ' + key)
        uid = text(event['UID'][1])
        if uid in uids:
            fail('the UID %s twice' % uid)
        uids.add(uid)
        if not re.fullmatch(r'\d{8}T\d{6}Z', event['DTSTAMP'][1]):
            fail('DTSTAMP ' + event['DTSTAMP'][1])
        start, end = date(*event['DTSTART']), date(*event['DTEND'])
        if end != start + datetime.timedelta(days=1):
            fail('not one day: %s %s' % (start, end))
        text(event['DESCRIPTION'][1])
        print(start, int(event['SEQUENCE'][1]), uid, text(event['SUMMARY'][1]),
              sep=' | ')


read(open(sys.argv[1], 'rb').read())
