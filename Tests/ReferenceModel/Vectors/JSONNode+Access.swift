/// Access that names what is missing, and is strict: nothing is converted.
extension JSONNode {
    subscript(_ name: String) -> JSONNode {
        get throws(MergeVectorFault) {
            guard let member = try members[name] else { throw MergeVectorFault("lack of \(name)") }
            return member
        }
    }

    /// A member that may be missing.
    func member(_ name: String) throws(MergeVectorFault) -> JSONNode? { try members[name] }

    var members: [String: JSONNode] {
        get throws(MergeVectorFault) {
            guard case .object(let members) = self else { throw MergeVectorFault("\(self)") }
            return members
        }
    }

    var elements: [JSONNode] {
        get throws(MergeVectorFault) {
            guard case .array(let elements) = self else { throw MergeVectorFault("\(self)") }
            return elements
        }
    }

    var string: String {
        get throws(MergeVectorFault) {
            guard case .string(let bytes) = self else { throw MergeVectorFault("\(self)") }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    var integer: Int {
        get throws(MergeVectorFault) {
            guard case .number(let text) = self, let number = Int(text) else {
                throw MergeVectorFault("\(self)")
            }
            return number
        }
    }

    var bool: Bool {
        get throws(MergeVectorFault) {
            guard case .bool(let truth) = self else { throw MergeVectorFault("\(self)") }
            return truth
        }
    }

    /// A string, or nil for null.
    var stringOrNull: String? {
        get throws(MergeVectorFault) { self == .null ? nil : try string }
    }

    var strings: Set<String> {
        get throws(MergeVectorFault) {
            var result: Set<String> = []
            for element in try elements { result.insert(try element.string) }
            return result
        }
    }
}
