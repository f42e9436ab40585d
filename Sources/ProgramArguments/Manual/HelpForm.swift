/// What the help is printed for.
package enum HelpForm: String, CaseIterable, Sendable {
  /// A terminal.
  case text
  /// `man`.
  case man
  /// The completion of command lines in a shell.
  case bash, zsh
}
