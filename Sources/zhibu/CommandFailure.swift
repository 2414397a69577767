/// A reason why a command can't do what was typed. Equality looks at the code alone.
package struct CommandFailure: Error, Equatable {
    /// Stable for ever.
    package enum Code: Int, CaseIterable, Sendable {
        case bundleDamaged = 502
        case bundleNotForUs = 503
        case bundleSenderUnknown = 504
        case scopeUnequal = 505
        case requestDamaged = 506
        case answerAwaited = 507
        case bundleSenderRevoked = 508
        case answerDamaged = 509
        case recordUnknown = 701
        case recordAmbiguous = 702
        case fileUnreadable = 704
        case columnUnknown = 705
        case valueUnfit = 706
        case reportUnknown = 707
        case importRefused = 708
        case notFounded = 709
        case fileUnfit = 710
        case deviceUnknown = 711
        case deviceHasNoKey = 712
        case addressTaken = 713
        case commandUnknown = 714
        case versionNeeded = 715
        case scopeUnknown = 716
        case notAdministrator = 717
        case codeUnknown = 718
        case lastAdministrator = 719
        case roleUnknown = 720
        case tablesLeftOut = 721
        case deviceAmbiguous = 722
        case roleNeedsAnother = 723
        case notBranchRecords = 725
        case structureKept = 726
        case deviceIsRevoked = 727
        case notConfirmed = 728
        case serverUnknown = 729
        case joinCut = 730
        case backupOfAnotherDevice = 731
        case alreadyReplica = 732
        case committeeUnreachable = 733
        case countDiffers = 734
        case numberNeeded = 735
        case resultLost = 736
        /// A report has no parameter of that name.
        case parameterUnknown = 737
        /// A spreadsheet or a page would go to a terminal.
        case fileNeeded = 738
        /// What writes spreadsheets is not on this computer.
        case spreadsheetLibraryMissing = 739
        /// A new record would say what one says that is there.
        case recordIsThere = 740
        /// A value that can't be stored in its column.
        case entryUnfit = 741
        case stepUnknown = 742
        /// Other roles may take the step.
        case stepNotOurs = 743
        case stepReasonMissing = 744
        /// Records of that table have no states.
        case noSteps = 745
        /// What is private in it is not for the roles here.
        case columnPrivate = 746
        /// A report of the user's own can't be read or run.
        case reportUnfit = 747
        /// A report's parameter can't have that value.
        case parameterUnfit = 748
    }

    package var code: Code
    package var detail: String

    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    package static func == (left: CommandFailure, right: CommandFailure) -> Bool {
        left.code == right.code
    }
}
