#!/usr/bin/env python3
"""Asks hledger, ledger, SQLite and PostgreSQL for the balances of the portfolio
that `covenant_bench peers-data` wrote, and covenant_bench for its own. Answers
must be the same before any time is shown.

usage: peers.py BENCH CONTRACTS

SQLite and PostgreSQL are timed inside: the query alone, its connection open.
hledger and ledger are timed as processes, since they read their journal each
time. Each number is the median of three, of one where that took over five seconds. PostgreSQL runs from a directory of its
own, as an unprivileged user, and is stopped at the end.
"""

import os
import pwd
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 3
POSTGRES_BIN = "/usr/lib/postgresql/15/bin"
# What is asked for: contract 17, the ten contracts of its debtor, all.
SCOPES = {
    "contract": ("contract = 'c00017'", "^owed:debtor-1:c00017$"),
    "party": ("debtor = 'debtor-1'", "^owed:debtor-1:"),
    "portfolio": ("true", "^owed:"),
}
COLUMNS = (
    "contract text, debtor text, kind text, day date, known bigint, cents bigint"
)


def run(command, **options):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def timed(command):
    seconds = []
    for _ in range(RUNS):
        start = time.monotonic()
        text = run(command)
        seconds.append(time.monotonic() - start)
        if seconds[0] > 5:
            break  # long enough to tell
    return statistics.median(seconds), text


def query(where, day, known, date):
    return (
        f"SELECT contract, sum(cents) FROM facts WHERE {where} AND day <= {date}'{day}'"
        f" AND known <= {known} GROUP BY contract ORDER BY contract"
    )


class Covenant:
    name = "covenant"

    def __init__(self, bench, contracts, directory, day):
        self.command = [bench, "peers-ask", contracts, directory, day]

    def ask(self, scope):
        lines = run(self.command + [scope]).splitlines()
        return float(lines[0].split()[1]), dict(
            (contract, int(cents)) for contract, cents in map(str.split, lines[1:])
        )


class Hledger:
    name = "hledger"

    def __init__(self, directory, day):
        # Its end is the first day that does not count.
        end = (
            run(["date", "-d", f"{day} + 1 day", "+%Y-%m-%d"]).strip()
        )
        self.command = [
            "hledger", "-f", directory + "/journal", "balance", "-e", end,
            "--flat", "-N", "-O", "csv",
        ]

    def ask(self, scope):
        seconds, text = timed(self.command + [SCOPES[scope][1]])
        found = re.findall(r'"owed:[^:]+:(\w+)","(-?[\d.]+) EUR"', text)
        return seconds, {contract: cents(amount) for contract, amount in found}


class Ledger:
    name = "ledger"

    def __init__(self, directory, day):
        end = run(["date", "-d", f"{day} + 1 day", "+%Y-%m-%d"]).strip()
        self.command = [
            "ledger", "-f", directory + "/journal", "balance", "-e", end, "--flat",
            "--no-total", "--format", "%(account) %(quantity(scrub(display_total)))\n",
        ]

    def ask(self, scope):
        seconds, text = timed(self.command + [SCOPES[scope][1]])
        found = re.findall(r"owed:[^:]+:(\w+) (-?[\d.]+)", text)
        return seconds, {contract: cents(amount) for contract, amount in found}


def cents(amount):
    whole, _, part = amount.partition(".")
    return int(whole + (part + "00")[:2])


class Sqlite:
    name = "sqlite"

    def __init__(self, directory, day, known):
        self.day, self.known = day, known
        self.file = directory + "/facts.sqlite"
        script = (
            f"CREATE TABLE facts ({COLUMNS});\n.mode csv\n"
            f".import {directory}/rows.csv facts\n"
            "CREATE INDEX by_contract ON facts (contract, day, known, cents);\n"
            "CREATE INDEX by_debtor ON facts (debtor, contract, day, known, cents);\n"
            "ANALYZE;\n"
        )
        run(["sqlite3", self.file], input=script)

    def ask(self, scope):
        sql = query(SCOPES[scope][0], self.day, self.known, "")
        script = ".mode list\n.timer on\n" + (sql + ";\n") * RUNS
        text = run(["sqlite3", self.file], input=script)
        seconds = [float(s) for s in re.findall(r"real ([\d.]+)", text)]
        rows = [line.split("|") for line in text.splitlines() if "|" in line]
        return statistics.median(seconds), {row[0]: int(row[1]) for row in rows}


class Postgres:
    name = "postgresql"

    def __init__(self, directory, day, known):
        self.day, self.known = day, known
        self.home = tempfile.mkdtemp(prefix="covenant-postgres-")
        self.user = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
            self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self.data = self.home + "/data"
        self.serve(["initdb", "-D", self.data, "-A", "trust", "-U", "bench", "-E", "UTF8"])
        self.serve([
            "pg_ctl", "-D", self.data, "-w", "-l", self.home + "/log", "-o",
            f"-k {self.home} -c listen_addresses='' -c shared_buffers=1GB", "start",
        ])
        self.psql = [
            "psql", "-h", self.home, "-U", "bench", "-d", "postgres", "-qAt", "-F", "|",
        ]
        # The days are legal time, `known` the sequence from which the row is there.
        run(self.psql, input=(
            f"CREATE TABLE facts ({COLUMNS});\n"
            f"\\copy facts FROM '{directory}/rows.csv' CSV\n"
            "CREATE INDEX ON facts (contract, day, known) INCLUDE (cents);\n"
            "CREATE INDEX ON facts (debtor, contract, day, known) INCLUDE (cents);\n"
            "VACUUM ANALYZE facts;\n"
        ))

    def serve(self, command):
        program = [POSTGRES_BIN + "/" + command[0]] + command[1:]
        # The server must not hold our pipes open.
        with open(os.devnull, "w") as null:
            done = subprocess.run(
                self.user + program, stdout=null, stderr=null, stdin=null, cwd=self.home
            )
        if done.returncode != 0:
            sys.exit(f"{command[0]} failed; see {self.home}")

    def ask(self, scope):
        sql = query(SCOPES[scope][0], self.day, self.known, "DATE ")
        text = run(self.psql, input="\\timing on\n" + (sql + ";\n") * RUNS)
        seconds = [float(ms) / 1000 for ms in re.findall(r"Time: ([\d.]+) ms", text)]
        rows = [line.split("|") for line in text.splitlines() if "|" in line]
        return statistics.median(seconds), {row[0]: int(row[1]) for row in rows}

    def stop(self):
        self.serve(["pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop"])
        shutil.rmtree(self.home, ignore_errors=True)


def main():
    bench, contracts = sys.argv[1:]
    events = int(contracts) * 1000
    with tempfile.TemporaryDirectory(prefix="covenant-peers-") as directory:
        day, load = run([bench, "peers-data", contracts, directory]).split()
        # All that is recorded: agreements and facts.
        known = events + int(contracts)
        postgres = Postgres(directory, day, known)
        try:
            programs = [
                Covenant(bench, contracts, directory, day),
                Hledger(directory, day),
                Ledger(directory, day),
                Sqlite(directory, day, known),
                postgres,
            ]
            print(f"{events} events, as of {day}; recorded in {float(load):.2f} s")
            print(f"{'':12}" + "".join(f"{program.name:>12}" for program in programs))
            for scope in SCOPES:
                answers = [program.ask(scope) for program in programs]
                first = None
                for program, (_, balances) in zip(programs, answers):
                    own = {c: b for c, b in balances.items() if b != 0}
                    first = first or own
                    if own != first or not own:
                        wrong = sorted(set(own.items()) ^ set(first.items()))[:4]
                        sys.exit(f"{program.name} differs for {scope}: {wrong}")
                print(
                    f"{scope:12}"
                    + "".join(f"{seconds * 1000:9.2f} ms" for seconds, _ in answers)
                    + f"   {len(first)} balances, the same"
                )
                sys.stdout.flush()
        finally:
            postgres.stop()


main()
