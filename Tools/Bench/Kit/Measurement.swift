/// One figure: a ratio to plain SQLite in the same run.
public struct Measurement: Sendable {
    public var name: String
    public var rows: Int
    public var cpuRatio: Double?
    public var wallRatio: Double?
    public var cpuSeconds: Double?
    public var plainCPUSeconds: Double?
    public var changesPerSecond: Int?
    /// CPU of one call, where nothing in plain SQLite does the same.
    public var milliseconds: Double?

    /// One JSON object in one line.
    public var line: String {
        var fields = ["\"name\":\"\(name)\"", "\"rows\":\(rows)"]
        func add(_ key: String, _ number: Double?) {
            guard let number else { return }
            fields.append("\"\(key)\":\((number * 100).rounded() / 100)")
        }
        add("cpu_ratio", cpuRatio)
        add("wall_ratio", wallRatio)
        add("cpu_seconds", cpuSeconds)
        add("plain_cpu_seconds", plainCPUSeconds)
        add("cpu_milliseconds", milliseconds)
        if let changesPerSecond { fields.append("\"changes_per_second\":\(changesPerSecond)") }
        return "{\(fields.joined(separator: ","))}"
    }
}
