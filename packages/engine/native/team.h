// A few threads that share the parts of one job. They spin for a moment before they sleep: jobs come every few
// milliseconds, and last about one.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Team {
 public:
  // `size` threads, the caller's among them.
  explicit Team(int size) {
    for (int i = 1; i < size; i++) helpers_.emplace_back([this] { help(); });
  }

  // Calls work(0) … work(parts - 1), each once, on whichever threads are free; returns when all are done.
  void run(int parts, const std::function<void(int)>& work) {
    std::lock_guard<std::mutex> one_at_a_time(callers_);
    const uint64_t round = (ticket_ >> 32) + 1;
    work_ = &work;
    parts_ = static_cast<uint32_t>(parts);
    done_ = 0;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ticket_ = (round << 32) | parts_;
    }
    wake_.notify_all();
    take(round);
    while (done_ < parts_) pause();
  }

 private:
  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    std::this_thread::yield();
#endif
  }

  // A ticket is a round and how many of its parts are left, so that drawing one is a single exchange. One that was
  // drawn keeps its round from ending; a helper that comes too late for a round finds none of it left.
  void take(uint64_t round) {
    for (uint64_t ticket = ticket_; ticket >> 32 == round && static_cast<uint32_t>(ticket) > 0;) {
      if (!ticket_.compare_exchange_weak(ticket, ticket - 1)) continue;
      (*work_.load())(static_cast<int>(parts_ - static_cast<uint32_t>(ticket)));
      done_++;
      ticket = ticket_;
    }
  }

  void help() {
    for (uint64_t seen = 0;;) {
      for (int spin = 0; ticket_ >> 32 == seen && spin < kSpins; spin++) pause();
      if (ticket_ >> 32 == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return ticket_ >> 32 != seen; });
      }
      seen = ticket_ >> 32;
      take(seen);
    }
  }

  static constexpr int kSpins = 2000;
  std::mutex callers_, mutex_;
  std::condition_variable wake_;
  std::vector<std::thread> helpers_;
  std::atomic<uint64_t> ticket_{0};
  std::atomic<uint32_t> parts_{0}, done_{0};
  std::atomic<const std::function<void(int)>*> work_{nullptr};
};
