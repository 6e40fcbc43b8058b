// Walking folders, and globs.
#include <algorithm>
#include <filesystem>

#include "document/document.h"

namespace entente::document {
namespace {

// Whether the class at pattern[at] ('[') has `c`; moves `at` behind it. A '[' without its ']' is itself.
bool in_class(std::string_view glob, std::size_t& at, char c) {
  std::size_t i = at + 1;
  const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
  if (negated) ++i;
  const std::size_t first = i;
  bool found = false;
  while (i < glob.size() && (glob[i] != ']' || i == first)) {
    if (i + 2 < glob.size() && glob[i + 1] == '-' && glob[i + 2] != ']') {
      found = found || (glob[i] <= c && c <= glob[i + 2]);
      i += 3;
    } else {
      found = found || glob[i] == c;
      ++i;
    }
  }
  if (i >= glob.size()) {
    ++at;
    return c == '[';
  }
  at = i + 1;
  return found != negated;
}

// Linear in memory and in the product of both sizes: of two stars only the last is taken back, one of each
// kind.
bool match(std::string_view glob, std::string_view path) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t g = 0;
  std::size_t p = 0;
  std::size_t star = kNone;
  std::size_t star_path = 0;
  std::size_t wide = kNone;
  std::size_t wide_path = 0;
  while (true) {
    if (g < glob.size() && glob[g] == '*') {
      if (glob.substr(g).starts_with("**")) {
        g += 2;
        if (g < glob.size() && glob[g] == '/') {
          // "**/" is any number of folders, none too: it stops only behind slashes.
          wide = g + 1;
          g = wide;
          wide_path = p;
          star = kNone;
          continue;
        }
        if (g == glob.size()) return true;
        wide = g;
        wide_path = p;
        star = kNone;
        continue;
      }
      star = ++g;
      star_path = p;
      continue;
    }
    if (p == path.size() && g == glob.size()) return true;
    if (p < path.size() && g < glob.size()) {
      std::size_t next = g;
      bool same = false;
      if (glob[g] == '?') {
        same = path[p] != '/';
        ++next;
      } else if (glob[g] == '[') {
        same = path[p] != '/' && in_class(glob, next, path[p]);
      } else {
        same = glob[g] == path[p];
        ++next;
      }
      if (same) {
        g = next;
        ++p;
        continue;
      }
    }
    if (star != kNone && star_path < path.size() && path[star_path] != '/') {
      g = star;
      p = ++star_path;
      continue;
    }
    if (wide != kNone) {
      const bool whole_folders = wide > 0 && glob[wide - 1] == '/';
      if (whole_folders) {
        while (wide_path < path.size() && path[wide_path] != '/') ++wide_path;
      }
      if (wide_path < path.size()) {
        p = ++wide_path;
        g = wide;
        star = kNone;
        continue;
      }
    }
    return false;
  }
}

bool any_matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return matches(glob, path); });
}

void walk_into(const std::filesystem::path& folder, const std::string& below, const Globs& globs,
               std::vector<Found>& found) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::directory_iterator at(folder, fs::directory_options::none, error);
  const auto fail = [&] {
    found.push_back(
        {folder.string(), Error{ErrorCode::kNotReadable, "cannot list the folder: " + error.message(),
                                folder.string(), "check the permissions"}});
  };
  if (error) return fail();
  for (const fs::directory_iterator end; at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const std::string path = below.empty() ? name : below + "/" + name;
    if (any_matches(globs.exclude, path)) continue;
    std::error_code none;
    const bool is_folder = at->symlink_status(none).type() == fs::file_type::directory;
    if (is_folder)
      walk_into(at->path(), path, globs, found);
    else if (at->is_regular_file(none) && any_matches(globs.include, path))
      found.push_back({at->path().string(), std::nullopt});
  }
  if (error) fail();
}

}  // namespace

bool matches(std::string_view glob, std::string_view path) {
  if (glob.find('/') == std::string_view::npos) {
    const std::size_t slash = path.rfind('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  }
  return match(glob, path);
}

std::vector<Found> walk(const std::string& folder, const Globs& globs) {
  namespace fs = std::filesystem;
  std::vector<Found> found;
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found)
    return {{folder, Error{ErrorCode::kFileNotFound, "there is no such file or folder", folder, {}}}};
  if (error)
    return {{folder, Error{ErrorCode::kNotReadable, error.message(), folder, "check the permissions"}}};
  if (status.type() != fs::file_type::directory) return {{folder, std::nullopt}};
  walk_into(folder, {}, globs, found);
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.path < b.path; });
  return found;
}

}  // namespace entente::document
