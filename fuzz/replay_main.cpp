// fuzz/replay_main.cpp: runs a fuzzer over files instead of new input, where libFuzzer is not linked.
//
//   build/dev/fuzz/edtf_fuzz fuzz/corpus/edtf          // every file below the folder, and the empty input
//   build/dev/fuzz/edtf_fuzz crash-1f2e                // one finding
//
// Exit: 0 if every input was run, 1 if one could not be read or there was none. A bug ends the process.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <system_error>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

bool run_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    return false;
  }
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  // Printed before the run, so that a crash has the input's name above it.
  std::printf("%s (%zu bytes)\n", path.c_str(), bytes.size());
  std::fflush(stdout);
  run(bytes);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::set<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code none;
    if (fs::is_directory(argv[i], none)) {
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argv[i]))
        if (entry.is_regular_file()) files.insert(entry.path());
    } else {
      files.insert(argv[i]);
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "no input: name files or folders that hold some (seeds lie in fuzz/corpus/)\n");
    return 1;
  }
  run("");
  bool all_read = true;
  for (const fs::path& path : files) all_read = run_file(path) && all_read;
  std::printf("%zu inputs\n", files.size());
  return all_read ? 0 : 1;
}
