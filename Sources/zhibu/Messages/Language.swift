import ArgumentParser
import Foundation

/// The two languages of the screens.
package enum Language: String, ExpressibleByArgument, CaseIterable {
    case zh, en

    /// By `LC_ALL`, `LC_MESSAGES` or `LANG`; Chinese where none of them says English.
    static let ofLocale: Language = {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.lowercased().hasPrefix("en") == true ? .en : .zh
    }()

    /// For errors before the arguments are understood.
    static func wished(by arguments: [String]) -> Language {
        for (index, argument) in arguments.enumerated() {
            if argument == "--lang", index + 1 < arguments.count {
                return Language(rawValue: arguments[index + 1]) ?? .ofLocale
            }
            if argument.hasPrefix("--lang=") {
                return Language(rawValue: String(argument.dropFirst(7))) ?? .ofLocale
            }
        }
        return .ofLocale
    }
}

/// One sentence in both languages.
package struct Message: Sendable {
    package let zh: String
    package let en: String

    init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    package func text(in language: Language) -> String { language == .zh ? zh : en }
}
