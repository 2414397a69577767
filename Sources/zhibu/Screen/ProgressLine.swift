import Foundation
import SyncCore
import Synchronization
import TerminalScreen

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One line on a terminal's standard error that says how far long work has got; in a pipe, nothing.
///
/// The line is written over and taken away at the end: what remains on the screen is the result.
final class ProgressLine: Sendable {
    private struct State {
        var pace: Pace
        var isShown = false
    }

    private let state: Mutex<State>
    private let language: Language
    private let isOnTerminal: Bool
    private let began = ContinuousClock.now
    private static let clear = "\r\u{1b}[K"

    init(_ language: Language) {
        self.language = language
        isOnTerminal = isatty(STDERR_FILENO) == 1
        let after = ProcessInfo.processInfo.environment["ZHIBU_PROGRESS_SECONDS"].flatMap(Double.init)
        state = Mutex(State(pace: after.map { Pace(appearsAfter: .seconds($0)) } ?? Pace()))
    }

    func show(_ progress: SyncProgress) {
        let (done, total) = (progress.sent + progress.received, progress.toSend + progress.toReceive)
        show(done, of: total) {
            .syncing(
                sent: progress.sent, toSend: progress.toSend, received: progress.received,
                toReceive: progress.toReceive, secondsLeft: $0)
        }
    }

    /// How much of a bundle was taken in.
    func show(taken done: Int, of total: Int) {
        show(done, of: total) { .taking(done, of: total, secondsLeft: $0) }
    }

    /// How much of a file was copied.
    func show(copied done: Int, of total: Int) {
        show(done, of: total) { .copying(percent: done * 100 / max(total, 1), secondsLeft: $0) }
    }

    /// How many changesets of a scope were looked at.
    func show(compacted done: Int, of total: Int) {
        show(done, of: total) { .compacting(done, of: total, secondsLeft: $0) }
    }

    private func show(_ done: Int, of total: Int, _ words: (_ secondsLeft: Int?) -> Message) {
        guard isOnTerminal, total > 0 else { return }
        let elapsed = ContinuousClock.now - began
        state.withLock { state in
            guard let step = state.pace.step(done: done, of: total, at: elapsed) else { return }
            // A line that is wrapped can't be taken away again.
            let text = cut(words(step.secondsLeft).text(in: language), to: Self.columns - 1)
            write(Self.clear + text)
            state.isShown = true
        }
    }

    /// Takes the line away; nothing else may be written before.
    func end() {
        state.withLock { state in
            if state.isShown { write(Self.clear) }
            state.isShown = false
        }
    }

    private func write(_ text: String) { Output.remark(part: text) }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }
}
