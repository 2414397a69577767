package import SyncCore
import Synchronization

/// What is kept of batches that have not ended, device by device: one that opens session after session keeps no more
/// of this side's memory than with one.
package final class OpenBatches: Sendable {
    private let most: Int
    private let bytes = Mutex<[DeviceID: Int]>([:])

    /// - Parameter most: Bytes of one device.
    package init(_ most: Int = Limits.openBytesMax) { self.most = most }

    /// One session's part; touched by its driver only.
    package final class Account {
        private let batches: OpenBatches
        private var noted: (device: DeviceID, bytes: Int)?

        package init(_ batches: OpenBatches) { self.batches = batches }

        /// - Returns: Whether so much more may be kept; it is noted only then.
        package func grow(to bytes: Int, of device: DeviceID) -> Bool {
            let before = noted?.bytes ?? 0
            guard bytes > max(before, Limits.openBytesFree) else { return true }
            let isRoom = batches.bytes.withLock { all in
                guard all[device, default: 0] - before + bytes <= batches.most else { return false }
                all[device, default: 0] += bytes - before
                return true
            }
            if isRoom { noted = (device, bytes) }
            return isRoom
        }

        /// So much is still kept.
        package func shrink(to bytes: Int) {
            guard let (device, before) = noted, bytes < before else { return }
            let kept = bytes > Limits.openBytesFree ? bytes : 0
            batches.bytes.withLock { all in
                all[device, default: 0] -= before - kept
                if all[device] == 0 { all[device] = nil }
            }
            noted = kept > 0 ? (device, kept) : nil
        }

        deinit { shrink(to: 0) }
    }
}
