package import GRDB

extension StoreError {
    /// What SQLite has said, as one of ours.
    package init(_ error: DatabaseError) {
        let detail = error.message ?? ""
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.fileBusy, detail)
        case .SQLITE_CORRUPT: self.init(.fileDamaged, detail)
        case .SQLITE_NOTADB: self.init(.notAReplica, detail)
        case .SQLITE_FULL: self.init(.diskFull, detail)
        // The first thing that finds no room: what the connections share (https://www.sqlite.org/rescode.html#ioerr_shmsize).
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self.init(.diskFull, detail)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: self.init(.fileNotWritable, detail)
        case .SQLITE_IOERR:
            // The file ends too early, or its checksums are wrong; anything else is the disk's.
            let isDamage = [.SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_CORRUPTFS].contains(error.extendedResultCode)
            self.init(isDamage ? .fileDamaged : .diskFailed, detail)
        default: self.init(.statementFailed, detail)
        }
    }
}
