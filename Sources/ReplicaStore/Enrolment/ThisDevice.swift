public import GRDB

/// What the records' programs may know of the computer on which they run.
public enum ThisDevice {
    /// The roles that were given to it; nil where nobody is enrolled, and everybody may do everything.
    public static func roles(in database: Database) throws -> Set<String>? {
        guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM zhibu_device)") == true else { return nil }
        let roles = try String.fetchOne(
            database, sql: "SELECT d.roles FROM zhibu_device d JOIN zhibu_meta m ON m.key = 'device' AND m.value = d.id")
        return Set((roles ?? "").split(separator: " ").map(String.init))
    }
}
