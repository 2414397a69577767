import SyncCore

extension VectorReader {
    func outcome(_ node: JSONNode) throws -> ModelOutcome {
        ModelOutcome(
            rows: try node["rows"].elements.map(shownRow),
            open: try node["open"].elements.map(conflict),
            settled: try node["settled"].elements.map(conflict),
            resolved: try node["resolved"].elements.map(conflict),
            void: try node["void"].strings)
    }

    private func shownRow(_ node: JSONNode) throws -> ModelRow {
        let row = try row(node)
        return ModelRow(
            row: row, live: try node["live"].bool,
            values: try values(node.member("values"), in: row.table),
            present: try node["presence"]["present"].strings,
            absent: try node["presence"]["absent"].strings,
            heads: try node["heads"].members.mapValues { try $0.strings },
            judged: try (node.member("judged")?.members ?? [:]).mapValues { try $0.strings })
    }

    private func conflict(_ node: JSONNode) throws -> ModelConflict {
        let row = try row(node)
        let unit = try node["unit"].stringOrNull
        return ModelConflict(
            kind: try node["kind"].string, row: row, unit: unit, dots: try node["dots"].strings,
            candidates: try node.member("candidates")?.elements.map { candidate in
                ModelCandidate(
                    value: try unit.map {
                        try Self.value(candidate["value"], of: self.unit($0, in: row.table))
                    } ?? [],
                    dots: try candidate["dots"].strings)
            } ?? [],
            by: try node.member("by")?.string)
    }
}
