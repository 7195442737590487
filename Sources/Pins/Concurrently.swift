import Glibc
import Synchronization

/// The outcomes of `work` for all items, in their order. Eight threads share it, because they wait most of the time.
package func concurrently<Item: Sendable, Outcome: Sendable>(
  _ items: [Item], _ progress: @escaping @Sendable (_ done: Int) -> Void, _ work: @escaping @Sendable (Item) -> Outcome
) -> [Outcome] {
  let queue = Queue(items, progress, work)
  progress(0)
  onThreads(min(8, items.count)) { queue.workOff() }
  return queue.outcomes
}

/// Items of which each thread takes the next.
private final class Queue<Item: Sendable, Outcome: Sendable>: Sendable {
  private let items: [Item]
  private let progress: @Sendable (_ done: Int) -> Void
  private let work: @Sendable (Item) -> Outcome
  private let state = Mutex<(taken: Int, done: [Int: Outcome])>((0, [:]))

  init(
    _ items: [Item], _ progress: @escaping @Sendable (_ done: Int) -> Void,
    _ work: @escaping @Sendable (Item) -> Outcome
  ) {
    (self.items, self.progress, self.work) = (items, progress, work)
  }

  func workOff() {
    while let index = next() {
      let outcome = work(items[index])
      state.withLock {
        $0.done[index] = outcome
        progress($0.done.count)
      }
    }
  }

  private func next() -> Int? {
    state.withLock {
      guard $0.taken < items.count else { return nil }
      $0.taken += 1
      return $0.taken - 1
    }
  }

  var outcomes: [Outcome] { state.withLock { state in items.indices.compactMap { state.done[$0] } } }
}

/// Runs `work` on several threads at once, of which this is one, and waits for all of them.
private func onThreads(_ count: Int, _ work: @escaping @Sendable () -> Void) {
  var work = work
  unsafe withUnsafeMutablePointer(to: &work) { work in
    var threads: [pthread_t] = []
    for _ in 1..<max(count, 1) {
      var thread = pthread_t()
      let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { work in
        unsafe work?.assumingMemoryBound(to: (@Sendable () -> Void).self).pointee()
        return nil
      }
      if unsafe pthread_create(&thread, nil, start, work) == 0 { threads.append(thread) }
    }
    unsafe work.pointee()
    for thread in threads { pthread_join(thread, nil) }
  }
}
