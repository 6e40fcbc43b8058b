// cli/ordered.h: work on several threads, results in the order of the tasks. Internal to src/cli.
#pragma once

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace entente::cli {

// Takes tasks from `next` until it has none or `stop` is set, does `work` on up to `jobs` threads, and hands
// the results to `emit`, on the calling thread and in the order of the tasks. At most 4 * jobs tasks are
// under way, so memory is bounded by them. `tick` is called on the calling thread about five times a second
// while it waits. Neither function may throw. With one job and no `tick` no thread is started.
template <class Task, class Outcome>
void in_order(unsigned jobs, const std::function<std::optional<Task>()>& next,
              const std::function<Outcome(Task)>& work, const std::function<void(Outcome)>& emit,
              const std::function<void()>& tick, const std::atomic<bool>& stop) {
  if (jobs <= 1 && !tick) {
    while (!stop.load()) {
      std::optional<Task> task = next();
      if (!task) return;
      emit(work(std::move(*task)));
    }
    return;
  }
  struct Slot {
    std::optional<Outcome> outcome;
  };
  std::mutex taking;  // one thread at a time asks for a task, and numbers it
  std::mutex mutex;   // guards what follows
  std::condition_variable room, ready;
  std::deque<Slot> slots;  // of the tasks under way, from number `first`
  std::size_t first = 0;
  std::size_t taken = 0;
  bool ended = false;
  const std::size_t most = std::size_t{4} * std::max(jobs, 1U);

  const auto run = [&] {
    while (true) {
      std::optional<Task> task;
      std::size_t number = 0;
      {
        const std::lock_guard turn(taking);
        {
          std::unique_lock lock(mutex);
          room.wait(lock, [&] { return slots.size() < most || ended; });
          if (ended) return;
        }
        if (!stop.load()) task = next();
        const std::lock_guard lock(mutex);
        if (!task) {
          ended = true;
          ready.notify_all();
          room.notify_all();
          return;
        }
        number = taken++;
        slots.emplace_back();
      }
      Outcome outcome = work(std::move(*task));
      const std::lock_guard lock(mutex);
      slots[number - first].outcome = std::move(outcome);
      ready.notify_all();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(jobs, 1U); ++i) threads.emplace_back(run);
  bool woken = false;
  while (true) {
    std::optional<Outcome> outcome;
    {
      std::unique_lock lock(mutex);
      const bool got = ready.wait_for(lock, std::chrono::milliseconds(200), [&] {
        return (!slots.empty() && slots.front().outcome) || (ended && slots.empty());
      });
      if (got && slots.empty()) break;
      if (got) {
        outcome = std::move(slots.front().outcome);
        slots.pop_front();
        ++first;
        room.notify_all();
      }
    }
    if (outcome) emit(std::move(*outcome));
    if (tick) tick();
    // A thread that waits for input learns of the interruption by a signal of its own.
    if (stop.load() && !std::exchange(woken, true))
      for (std::thread& thread : threads) ::pthread_kill(thread.native_handle(), SIGINT);
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace entente::cli
