import Testing

@testable import ProgramArguments

/// What `scripts/install` makes of the option table.
@Suite struct ManualTests {
  private func form(_ name: String) throws -> String {
    let found = try arguments("help \(name)")
    #expect(found.wantsHelp)
    return found.help
  }

  @Test func theManualPageHasAllOptionsAndCommands() throws {
    let page = try form("man")
    #expect(page.hasPrefix(".TH FACE-CLUSTER-MPI 1 "))
    for option in ProgramOption.all {
      for name in [option.name] + option.aliases {
        #expect(page.contains("\\fB\(ManualPage.escaped(name))\\fR"))
      }
    }
    for command in Command.allCases { #expect(page.contains("\n\\fB\(command.rawValue)\\fR\n")) }
    #expect(page.contains("\\-\\-oversubscribe") && page.contains("\\fB75\\fR"))
  }

  /// Other requests than those that the page is made of would be texts taken for them.
  @Test func noTextOfTheManualPageIsARequest() throws {
    let requests = Set(
      try form("man").split(separator: "\n").filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
        .map { String($0.prefix { $0 != " " }) })
    #expect(
      requests.isSubset(of: [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".br", ".nf", ".fi"]))
    #expect(ManualPage.escaped(".x-\\") == "\\&.x\\-\\e")
  }

  @Test(arguments: ["bash", "zsh"]) func completionsHaveAllOptionsAndTheirChoices(
    shell: String
  ) throws {
    let script = try form(shell)
    for option in ProgramOption.all {
      for name in [option.name] + option.aliases { #expect(script.contains(name)) }
      guard case .choice(_, let choices, _) = option.value else { continue }
      #expect(script.contains(choices.joined(separator: " ")))
    }
    for command in Command.allCases { #expect(script.contains(command.rawValue)) }
  }

  @Test func theHelpSaysWhatOpenMPIWantsOnFewCores() throws {
    #expect(try form("text").contains("--oversubscribe"))
    #expect(try form("text").contains("\n  75 stopped by a signal"))
  }
}
