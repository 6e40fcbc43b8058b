// The prompt on a terminal, by libedit: history, completion, and Ctrl-C that drops a line and not the
// session.
#include "cli/prompt.h"

#include <fmt/format.h>
#include <histedit.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "cli/command.h"

namespace entente::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestHistory = 1000;

// What libedit's callbacks are given.
struct Terminal {
  Session& session;
  std::string prompt;
};

Terminal& terminal_of(EditLine* line) {
  void* data = nullptr;
  el_get(line, EL_CLIENTDATA, &data);
  return *static_cast<Terminal*>(data);
}

char* prompt_of(EditLine* line) {
  Terminal& terminal = terminal_of(line);
  terminal.prompt = terminal.session.prompt();
  return terminal.prompt.data();
}

int letters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

unsigned char complete(EditLine* line, int) {
  const LineInfo* info = el_line(line);
  const std::string_view before(info->buffer, static_cast<std::size_t>(info->cursor - info->buffer));
  const Session::Completion completion = terminal_of(line).session.complete(before);
  if (completion.words.empty()) return CC_REFRESH_BEEP;
  const std::string typed(before.substr(completion.begin));
  std::string whole = common_beginning(completion.words);
  if (completion.words.size() == 1) whole += ' ';
  if (whole.size() > typed.size()) {
    el_deletestr(line, letters(typed));
    return el_insertstr(line, whole.c_str()) == -1 ? CC_REFRESH_BEEP : CC_REFRESH;
  }
  std::fputc('\n', stdout);
  for (const std::string& word : completion.words) std::printf("  %s\n", word.c_str());
  if (completion.words.size() == Session::kMostWords) std::printf("  ...\n");
  return CC_REDISPLAY;
}

// $XDG_STATE_HOME/entente/history; empty if there is no place for it.
std::string history_file(const World& world) {
  fs::path folder = world.environment("XDG_STATE_HOME");
  if (folder.is_relative()) {
    const std::string home = world.environment("HOME");
    if (home.empty()) return {};
    folder = fs::path(home) / ".local/state";
  }
  folder /= "entente";
  std::error_code failed;
  fs::create_directories(folder, failed);
  return failed ? std::string() : (folder / "history").string();
}

}  // namespace

int run_prompt(Invocation& invocation) {
  World& world = invocation.world;
  const Result<temporal::Day> today = invocation.today();
  if (!today) return invocation.fail(today.error());
  const auto opened = open_snapshot(invocation);
  if (!opened) return invocation.fail(opened.error());
  Session session(**opened, world, *today, invocation.colour());
  Terminal terminal{session, {}};

  // libedit reads letters by the locale; UTF-8 is what all our text is in.
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
  EditLine* line = el_init("entente", stdin, stdout, stderr);
  if (line == nullptr)
    return invocation.fail(
        {ErrorCode::kNotReadable, "the terminal cannot be used", {}, "entente ask QUESTION"});
  History* past = history_init();
  HistEvent event{};
  history(past, &event, H_SETSIZE, kLongestHistory);
  history(past, &event, H_SETUNIQUE, 1);
  const std::string file = history_file(world);
  if (!file.empty()) history(past, &event, H_LOAD, file.c_str());
  el_set(line, EL_CLIENTDATA, &terminal);
  el_set(line, EL_PROMPT, prompt_of);
  el_set(line, EL_EDITOR, "emacs");
  el_set(line, EL_HIST, history, past);
  el_set(line, EL_ADDFN, "entente-complete", "complete commands and names", complete);
  el_set(line, EL_BIND, "^I", "entente-complete", nullptr);
  el_source(line, nullptr);  // the user's own ~/.editrc
  el_set(line, EL_SIGNAL, 1);
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = [](int) {};  // the read ends with EINTR
  sigaction(SIGINT, &ignore, &before);

  world.out << "Ask about alliances; :help says more, Ctrl-D ends.\n" << std::flush;
  while (true) {
    int count = 0;
    errno = 0;
    const char* text = el_gets(line, &count);
    if (text == nullptr || count <= 0) {
      if (count == -1 && errno == EINTR) {
        std::fputs("^C\n", stdout);
        el_reset(line);
        continue;
      }
      world.out << '\n';
      break;
    }
    if (!trim(text).empty()) history(past, &event, H_ENTER, std::string(trim(text)).c_str());
    if (!session.handle(text)) break;
  }
  sigaction(SIGINT, &before, nullptr);
  if (!file.empty()) history(past, &event, H_SAVE, file.c_str());
  history_end(past);
  el_end(line);
  return kDone;
}

}  // namespace entente::cli
