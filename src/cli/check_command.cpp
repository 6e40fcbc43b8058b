// entente check: files, folders and archives to findings.
#include "check/check.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <filesystem>
#include <thread>

#include "cli/batch.h"
#include "cli/check_config.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/ordered.h"
#include "cli/progress.h"

namespace entente::cli {
namespace {

// Beside kDone and kMisused: the codes of a linter.
constexpr int kFound = 1;
constexpr int kCouldNot = 2;
constexpr int kInterrupted = 130;

// A document on standard input of a test, that has no descriptor.
constexpr std::size_t kMostRead = std::size_t{1} << 28;
// What a format is guessed from.
constexpr std::size_t kFirstBytes = 4096;
constexpr std::size_t kMostJobs = 256;
constexpr std::string_view kStandardInput = "<stdin>";

enum class Form : std::uint8_t { kText, kJson, kJsonLines, kSarif, kGithub };

// A text to be checked: a path, "-", or a record of an archive.
struct Task {
  std::string name;
  std::optional<document::Record> record;
  std::optional<Error> error;
  check::Policy policy;
};
struct Outcome {
  std::string name;
  Result<check::Findings> found;
};

std::string error_line(const std::string& id, const Error& error) {
  boost::json::object line;
  line["document"] = id;
  line["error"] = json_of(error);
  return boost::json::serialize(line);
}

std::string counted(std::size_t n, std::string_view one, std::string_view many = {}) {
  const std::string plural = many.empty() ? std::string(one) + "s" : std::string(many);
  return fmt::format("{} {}", n, n == 1 ? std::string(one) : plural);
}

class CheckRun {
 public:
  explicit CheckRun(Invocation& invocation) : invocation_(invocation), world_(invocation.world) {}

  int run() {
    if (Status ready = prepare(); !ready) return fail(ready.error());
    const auto opened = open_snapshot(invocation_);
    if (!opened) return fail(opened.error());
    const check::Checker checker(**opened);
    checker_ = &checker;
    const Interrupt interrupt(world_.in_descriptor);
    options_.stop = &Interrupt::flag();
    const bool terminal = world_.err_terminal && !invocation_.has("--quiet");
    if (terminal)
      progress_ =
          std::make_unique<Progress>(world_.err, form_ == Form::kJsonLines ? 0 : tasks_.size(), world_.width);
    const std::function<void()> tick =
        terminal ? std::function<void()>([&] { progress_->show(texts_ + failures_, flags_); }) : nullptr;
    in_order<Task, Outcome>(
        jobs_, [&] { return next(); }, [&](Task task) { return work(std::move(task)); },
        [&](Outcome outcome) { emit(std::move(outcome)); }, tick, Interrupt::flag());
    if (progress_) progress_->clear();
    if (input_failure_) fail(*input_failure_);
    const Status finished = finish();
    if (!finished) return fail(finished.error());
    return code();
  }

 private:
  int fail(const Error& error) {
    invocation_.fail(error);
    return kCouldNot;
  }

  static Error misused(std::string message, std::string hint) {
    return {ErrorCode::kUsage, std::move(message), {}, std::move(hint)};
  }

  // ---- what is asked for -------------------------------------------------------------------------

  Status prepare() {
    const Result<temporal::Day> today = invocation_.today();
    if (!today) return today.error();
    const Result<std::optional<temporal::Day>> as_of = invocation_.as_of();
    if (!as_of) return as_of.error();
    options_.today = *today;
    options_.as_of = *as_of;
    options_.explain = invocation_.has("--explain");
    options_.passages = invocation_.has("--html");
    if (const std::string text = invocation_.value("--written"); !text.empty()) {
      const Result<temporal::Day> written = read_day(text, "--written");
      if (!written) return misused(written.error().message, written.error().hint);
      options_.written = *written;
    }
    if (Status done = read_form(); !done) return done;
    if (Status done = read_jobs(); !done) return done;
    if (const std::string name = invocation_.value("--format"); !name.empty()) {
      for (const document::Format f :
           {document::Format::kPlain, document::Format::kMarkdown, document::Format::kHtml})
        if (document::name_of(f) == name) format_ = f;
      if (!format_)
        return misused(fmt::format("there is no format \"{}\"", to_utf8(name)), "text, markdown or html");
    }
    if (invocation_.has("--baseline") && invocation_.has("--write-baseline"))
      return misused("--baseline and --write-baseline exclude each other", "write it first, then use it");
    configs_ = std::make_unique<CheckConfigs>(invocation_.value("--config"));
    std::vector<std::string> words = invocation_.words;
    if (words.empty()) {
      if (world_.in_terminal) return misused("check what?", "entente check article.html");
      words.emplace_back("-");
    }
    const auto base = configs_->of(words[0] == "-" ? "." : words[0]);
    if (!base) return base.error();
    if (Status done = read_baseline((*base)->baseline); !done) return done;
    if (form_ == Form::kJsonLines) {
      sources_ = std::move(words);
      policy_ = (*base)->policy;
      return Done{};
    }
    return find_tasks(words);
  }

  Status read_form() {
    int given = 0;
    for (const auto& [option, form] :
         {std::pair("--json", Form::kJson), std::pair("--jsonl", Form::kJsonLines),
          std::pair("--sarif", Form::kSarif), std::pair("--github", Form::kGithub)}) {
      if (!invocation_.has(option)) continue;
      form_ = form;
      if (++given > 1) return misused(fmt::format("{} and another form exclude each other", option), {});
    }
    if (form_ == Form::kJsonLines && invocation_.has("--html"))
      return misused("--html is for documents, not for JSON Lines", {});
    return Done{};
  }

  Status read_jobs() {
    jobs_ = std::max(1U, std::thread::hardware_concurrency());
    const std::string text = invocation_.value("--jobs");
    if (text.empty()) return Done{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), jobs_);
    if (error != std::errc() || end != text.data() + text.size() || jobs_ < 1 || jobs_ > kMostJobs)
      return misused(fmt::format("--jobs: {} is no number of threads", to_utf8(text)),
                     fmt::format("1 to {}", kMostJobs));
    return Done{};
  }

  Status read_baseline(const std::string& configured) {
    writes_baseline_ = invocation_.has("--write-baseline");
    const std::string given = invocation_.value("--baseline");
    const std::string path = given.empty() ? configured : given;
    if (path.empty() || writes_baseline_) return Done{};
    Result<Baseline> baseline = Baseline::read(path);
    // One that the configuration names may not have been written yet.
    if (!baseline && given.empty() && baseline.error().code == ErrorCode::kFileNotFound) return Done{};
    if (!baseline) return baseline.error();
    baseline_ = std::move(*baseline);
    hides_ = true;
    return Done{};
  }

  Status find_tasks(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      const auto config = configs_->of(word == "-" ? "." : word);
      if (!config) return config.error();
      if (word == "-") {
        tasks_.push_back({"-", {}, {}, (*config)->policy});
        continue;
      }
      for (document::Found& found : document::walk(word, (*config)->globs)) {
        const auto own = configs_->of(std::filesystem::path(found.path).parent_path().string());
        if (!own) return own.error();
        tasks_.push_back({std::move(found.path), {}, std::move(found.error), (*own)->policy});
      }
    }
    return Done{};
  }

  // ---- texts, one after the other; called by one thread at a time --------------------------------

  std::optional<Task> next() {
    if (form_ == Form::kJsonLines) return next_record();
    if (next_task_ == tasks_.size()) return std::nullopt;
    return tasks_[next_task_++];
  }

  std::optional<Task> next_record() {
    while (true) {
      if (!lines_) {
        if (next_source_ == sources_.size()) return std::nullopt;
        Result<document::Input> input = open(sources_[next_source_++]);
        if (!input) {
          input_failure_ = input.error();
          continue;
        }
        lines_ = std::make_unique<document::LineSource>(std::move(*input));
      }
      Result<std::optional<document::LineSource::Item>> item = lines_->next();
      if (!item) input_failure_ = item.error();
      if (!item || !*item) {
        lines_.reset();
        continue;
      }
      document::LineSource::Item& line = **item;
      Task task{line.id.empty() ? std::to_string(line.line) : line.id, {}, {}, policy_};
      if (line.record)
        task.record = std::move(*line.record);
      else
        task.error = line.record.error();
      return task;
    }
  }

  Result<document::Input> open(const std::string& word) {
    if (word != "-") return document::Input::open(word);
    if (world_.in_descriptor >= 0) return document::Input::descriptor(world_.in_descriptor, "standard input");
    kept_ = read_all(world_.in, kMostRead);
    return document::Input::memory(kept_);
  }

  // ---- one text; called by several threads -------------------------------------------------------

  Outcome work(Task task) {
    const std::string name = task.name == "-" && !task.record ? std::string(kStandardInput) : task.name;
    if (task.error) return {name, *task.error};
    check::Options options = options_;
    options.policy = task.policy;
    if (task.record) {
      if (task.record->written && !options.written)
        if (const auto day = document::written_day(*task.record->written))
          if (const auto parsed = read_day(*day, "written")) options.written = *parsed;
      return {name, checker_->check(
                        document::Reader(document::Input::memory(task.record->body), task.record->format),
                        name, options)};
    }
    Result<document::Input> input = open(task.name);
    if (!input) return {name, input.error()};
    std::optional<document::Format> format = format_;
    if (!format) {
      std::string first(kFirstBytes, '\0');
      std::size_t size = 0;
      std::optional<Error> failure;
      while (size < first.size()) {
        const Result<std::size_t> got = input->read(first.data() + size, first.size() - size);
        if (!got) failure = got.error();
        if (!got || *got == 0) break;
        size += *got;
      }
      first.resize(size);
      format = document::guess_format(task.name, first);
      *input = std::move(*input).after(std::move(first), std::move(failure));
      if (!format)
        return {name, Error{ErrorCode::kNotProse, "is no text, Markdown or HTML", name,
                            "--format says what it is"}};
    }
    return {name, checker_->check(document::Reader(std::move(*input), *format), name, options)};
  }

  // ---- what was found, in order ------------------------------------------------------------------

  void emit(Outcome outcome) {
    // What a filter has not read to its end it does not answer.
    if (Interrupt::flag().load() && (form_ == Form::kJsonLines || form_ == Form::kJson)) return;
    if (!outcome.found) {
      ++failures_;
      const Error error = outcome.found.error().where.empty() ? outcome.found.error().at(outcome.name)
                                                              : outcome.found.error();
      if (form_ == Form::kJsonLines || form_ == Form::kJson) {
        world_.out << error_line(outcome.name, outcome.found.error()) << '\n';
      }
      if (form_ == Form::kSarif) sarif_.add(outcome.name, error);
      if (form_ != Form::kJsonLines) {
        if (progress_) progress_->clear();
        invocation_.fail(error);
      }
      return;
    }
    check::Findings found = std::move(*outcome.found);
    ++texts_;
    sentences_ += found.sentences;
    claims_ += found.claims.size();
    if (writes_baseline_) {
      baseline_.add(found);
      for (check::Claim& claim : found.claims) claim.severity = check::Severity::kOff;
    } else if (hides_) {
      hidden_ += baseline_.hide(found);
    }
    for (const check::Claim& claim : found.claims) {
      if (claim.severity == check::Severity::kOff) continue;
      ++flags_;
      if (claim.severity != check::Severity::kNote) fails_ = true;
      (claim.verdict == check::Verdict::kOutdated ? outdated_ : wrong_) += 1;
    }
    print(found);
    if (options_.passages) kept_findings_.push_back(std::move(found));
  }

  void print(const check::Findings& found) {
    if (form_ == Form::kSarif) {
      sarif_.add(found);
      return;
    }
    std::string text;
    if (form_ == Form::kJson || form_ == Form::kJsonLines)
      text = check::to_json(found) + '\n';
    else if (form_ == Form::kGithub)
      text = check::to_github(found);
    else
      text = check::to_text(found,
                            {invocation_.colour(), world_.width, invocation_.has("--all"), options_.explain});
    if (progress_ && !(text.empty() && found.notes.empty())) progress_->clear();
    world_.out << text;
    if (form_ == Form::kText || form_ == Form::kGithub)
      for (const std::string& note : found.notes)
        world_.err << fmt::format("entente: {}: {}\n", found.document, note);
    // Who waits at the other end of a pipe is not kept waiting.
    if (!text.empty()) world_.out.flush();
  }

  Status finish() {
    if (form_ == Form::kSarif) world_.out << sarif_.finish() << '\n';
    Status result = Done{};
    if (const std::string path = invocation_.value("--html"); !path.empty())
      if (Status written = write_file_atomically(path, check::to_html(kept_findings_)); !written)
        result = written.error();
    if (writes_baseline_ && !Interrupt::flag().load())
      if (Status written = write_file_atomically(invocation_.value("--write-baseline"), baseline_.to_json());
          !written)
        result = written.error();
    world_.out.flush();
    const bool filter = form_ == Form::kJsonLines || form_ == Form::kJson;
    if (!invocation_.has("--quiet") && (!filter || Interrupt::flag().load() || world_.err_terminal)) {
      std::string line =
          fmt::format("{}, {}, {}: {} wrong, {} outdated", counted(texts_, "text"),
                      counted(sentences_, "sentence"), counted(claims_, "claim"), wrong_, outdated_);
      if (hidden_ > 0) line += fmt::format(", {} known and not shown", hidden_);
      if (failures_ > 0) line += fmt::format("; {} could not be read", failures_);
      if (Interrupt::flag().load()) line += "; interrupted";
      world_.err << line << '\n';
    }
    return result;
  }

  int code() const {
    if (Interrupt::flag().load()) return kInterrupted;
    if (input_failure_ || (failures_ > 0 && form_ != Form::kJsonLines)) return kCouldNot;
    return fails_ && !invocation_.has("--exit-zero") ? kFound : kDone;
  }

  Invocation& invocation_;
  World& world_;
  const check::Checker* checker_ = nullptr;
  check::Options options_;
  Form form_ = Form::kText;
  std::optional<document::Format> format_;
  unsigned jobs_ = 1;
  std::unique_ptr<CheckConfigs> configs_;
  check::Policy policy_;

  std::vector<Task> tasks_;
  std::size_t next_task_ = 0;
  std::vector<std::string> sources_;  // of JSON Lines
  std::size_t next_source_ = 0;
  std::unique_ptr<document::LineSource> lines_;
  std::optional<Error> input_failure_;
  std::string kept_;  // standard input of a test

  Baseline baseline_;
  bool hides_ = false;
  bool writes_baseline_ = false;
  check::Sarif sarif_{std::string(version())};
  std::vector<check::Findings> kept_findings_;
  std::unique_ptr<Progress> progress_;
  std::size_t texts_ = 0, failures_ = 0, sentences_ = 0, claims_ = 0, flags_ = 0, wrong_ = 0, outdated_ = 0,
              hidden_ = 0;
  bool fails_ = false;
};

}  // namespace

int run_check(Invocation& invocation) { return CheckRun(invocation).run(); }

}  // namespace entente::cli
