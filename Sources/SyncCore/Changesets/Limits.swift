/// Every bound of the format, with its reason. A peer's bytes are held against them before anything
/// is allocated.
public enum Limits {
    /// A line is read into one buffer; nobody may make us keep more than this for one line.
    public static let lineBytesMax = 65_536
    /// The encoded bytes that the values of one line share, so that no line passes `lineBytesMax`;
    /// a value that takes more than its part goes in `part` lines.
    package static let valueBytesPerLine = 32_768
    /// One value, as SQLite would store it; larger ones belong into a file of their own.
    public static let valueBytesMax = 64 << 20
    /// A column's text of 20,000 characters fits many times; SQLite's own default is 2,000.
    public static let columnsMax = 1_000
    public static let nameBytesMax = 256
    /// A fold cuts its changesets here, so that applying one needs little memory.
    public static let changesetBytesTarget = 262_144
    /// A receiver refuses more; one local row with its largest value must fit.
    public static let changesetBytesMax = 128 << 20
    public static let reasonBytesMax = 4_096
}
