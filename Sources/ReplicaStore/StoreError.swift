/// A reason why the store can't do what was asked. Equality looks at the code alone.
///
/// Nothing out of a person's record is in `detail`: it is safe to log.
public struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable for ever; listed in `Protocol/replies.md`.
    public enum Code: Int, CaseIterable, Sendable {
        case fileBusy = 201
        case fileDamaged = 202
        case diskFull = 203
        case notAReplica = 204
        case fileMissing = 205
        case fileExists = 206
        case fileNotWritable = 207
        case newerFormat = 208
        case keyMissing = 209
        /// Made by a program from before the first release; its stored form is no longer read.
        case olderFormat = 210
        /// A file to be taken in is no SQLite file.
        case notADatabase = 211
        /// The program has closed the replica and goes on using it.
        case replicaClosed = 212
        /// Not even what the file was can be read.
        case beyondRepair = 213
        /// What was not sent is of scopes, or under roles, that the new key does not have.
        case rightsLacking = 214
        /// A disk, a stick or a network drive that can't be read or written, or a quota.
        case diskFailed = 215
        /// What a checkpoint has left out is wanted, and the file that has it is not there.
        case archiveMissing = 216
        case archiveDamaged = 217
        case schemaUnfit = 301
        case tableUnknown = 302
        case statementFailed = 303
        case conflictUnknown = 304
        case conflictChanged = 305
        case choiceUnfit = 306
        case reasonMissing = 307
        case deviceUnknown = 308
        /// Someone has written over the decision since: it can't be taken back any more.
        case undoTooLate = 309
        case changesetRefused = 310
        case logDamaged = 311
        /// A version's name stands for one text for ever.
        case schemaVersionTaken = 312
        /// Records would go out of sight.
        case schemaDrops = 313
        /// This device may not write in that scope: what it wrote would count nowhere.
        case notEntitled = 314
        /// Somebody has decided this conflict already.
        case conflictDecided = 315
        /// A role owns the value, and this device does not have it.
        case roleNeeded = 316
        /// The record is there, or there never was one.
        case notDeleted = 317
        /// A rule has settled this conflict; nobody need decide it.
        case conflictSettled = 318
        /// Nobody has decided this conflict, so there is nothing to take back.
        case conflictUndecided = 319
        /// A record's values take more bytes than one changeset may have.
        case recordTooLarge = 320
        /// A person's name is longer than a line has room for.
        case nameTooLong = 321
        /// The committee puts schemas in force, and this is none of its.
        case schemaNotReleased = 322
        /// What is here is not what an administrator has signed.
        case checkpointUnfit = 323
        /// Somebody may still send what was written before.
        case compactionHeld = 324
        /// Two people settle such a conflict; this choice was this one's before.
        case signedAlready = 325
        /// A file with keys is torn, or others may read it.
        case keyUnfit = 703
        /// The key beside the file is another device's.
        case keyOfAnotherDevice = 724
    }

    public var code: Code
    public var detail: String
    /// Where an archive is worked with: that it can't be.
    var isOfArchive: Bool { [.archiveDamaged, .fileNotWritable].contains(code) }

    public init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    public static func == (left: StoreError, right: StoreError) -> Bool { left.code == right.code }
    public var description: String { "\(code) [\(code.rawValue)]: \(detail)" }
}
