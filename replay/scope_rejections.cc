#include "replay/scope_rejections.h"

#include <algorithm>
#include <string>

#include "replay/decide_text.h"

namespace covenant {
namespace {

class ScopeChecker {
 public:
  ScopeChecker(const ScopeTrees& trees, std::size_t index,
               std::vector<Rejection>& rejections)
      : trees_(trees), index_(index), rejections_(rejections) {}

  void Check(const Event& event) {
    if (const auto* correction = event.As<Correction>()) {
      prefix_ = "replacement.";
      Check(*correction->replacement);
    } else if (const auto* body = event.As<Instrument>()) {
      for (std::size_t i = 0; i < body->changes.size(); ++i) Check(*body, i);
    } else if (const auto* deal = event.As<Deal>()) {
      Scope("scope", deal->scope);
    } else if (const auto* reading = event.As<Reading>()) {
      Scope("covers", reading->covers);
      Scope("leaves_out", reading->leaves_out);
    }
  }

 private:
  void Check(const Instrument& body, std::size_t i) {
    const Change& change = body.changes[i];
    const bool alone = body.kind == InstrumentKind::kWaiver ||
                       body.kind == InstrumentKind::kConsent ||
                       body.kind == InstrumentKind::kRelease;
    Scope(alone ? "scope" : ChangePath(body, i) + ".scope", change.scope);
    if (change.clause) {
      for (const auto& [path, value] : change.clause->fields) {
        Any(ClausePath(body, i) + "." + path, path, value);
      }
    }
    if (change.op == Change::Op::kSet) {
      Any(ChangePath(body, i) + ".to", change.path, change.to);
    }
  }

  void Scope(const std::string& path, const Fields& scope) {
    for (const auto& [dimension, value] : scope) {
      Any(path + "." + dimension, "scope." + dimension, value);
    }
  }

  // A value of a field `name`, whatever it holds.
  void Any(const std::string& path, const std::string& name,
           const Value& value) {
    if (const auto* paths = value.As<PathSet>()) {
      const std::string dimension = name.substr(name.rfind('.') + 1);
      const auto d = std::find(kDimensionNames.begin(), kDimensionNames.end(),
                               dimension);
      if (d != kDimensionNames.end()) {
        Paths(path, static_cast<std::size_t>(d - kDimensionNames.begin()),
              *paths);
      }
    } else if (const auto* list = value.As<Value::List>()) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        Any(path + "[" + std::to_string(i) + "]", name, (*list)[i]);
      }
    } else if (const auto* map = value.As<Value::Map>()) {
      for (const auto& [key, item] : *map) Any(path + "." + key, key, item);
    }
  }

  void Paths(const std::string& path, std::size_t dimension,
             const PathSet& paths) {
    if (!trees_.Declared(dimension)) return;
    for (const auto* list : {&paths.include, &paths.exclude}) {
      for (const std::string& one : *list) {
        if (trees_.Knows(dimension, one)) continue;
        const std::string name(kDimensionNames[dimension]);
        rejections_.push_back(
            {"E0511", index_, prefix_ + path,
             "no tree of the dimension " + name + " has the path " + one,
             "unknown path",
             Help(one, trees_.Paths(dimension),
                  "append a `scope-tree` that has it first")});
      }
    }
  }

  const ScopeTrees& trees_;
  const std::size_t index_;
  std::vector<Rejection>& rejections_;
  std::string prefix_;
};

}  // namespace

void AddScopeRejections(const Event& event, const ScopeTrees& trees,
                        std::size_t index,
                        std::vector<Rejection>& rejections) {
  ScopeChecker(trees, index, rejections).Check(event);
}

}  // namespace covenant
