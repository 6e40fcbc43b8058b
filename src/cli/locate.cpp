// Where the snapshot is.
#include <fmt/format.h>

#include <filesystem>

#include "cli/command.h"

namespace entente::cli {

Result<std::unique_ptr<snapshot::Snapshot>> open_snapshot(const Invocation& invocation) {
  namespace fs = std::filesystem;
  using snapshot::Snapshot;
  constexpr std::string_view kHint = "\"entente record build record --output FILE\" makes one";
  for (const auto& [path, whose] :
       {std::pair(invocation.value("--snapshot"), "--snapshot"),
        std::pair(invocation.world.environment("ENTENTE_SNAPSHOT"), "ENTENTE_SNAPSHOT")}) {
    if (path.empty()) continue;
    Result<std::unique_ptr<Snapshot>> opened = Snapshot::open(path);
    if (!opened && opened.error().code == ErrorCode::kFileNotFound) {
      return Error{ErrorCode::kNoSnapshot, fmt::format("the snapshot that {} names is not there", whose),
                   path, std::string(kHint)};
    }
    return opened;
  }
  const fs::path folder = fs::path(invocation.world.executable).parent_path();
  for (const fs::path& path : {folder / "entente.snapshot", folder / "../share/entente/entente.snapshot"}) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return Snapshot::open(path.lexically_normal().string());
  }
  return Error{ErrorCode::kNoSnapshot,
               "there is no snapshot to answer from",
               {},
               fmt::format("{}; --snapshot FILE or ENTENTE_SNAPSHOT names it", kHint)};
}

}  // namespace entente::cli
