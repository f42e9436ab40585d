import Foundation

/// Scripts that let shells complete command lines.
enum Completions {
  /// A script for bash.
  static var bash: String {
    """
    # Completes command lines of face-cluster-mpi in bash.
    _face_cluster_mpi() {
      local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command=cluster
      local place options=""
      for ((place = 1; place < COMP_CWORD; place++)); do
        case "${COMP_WORDS[place]}" in
          \(Command.allCases.map(\.rawValue).joined(separator: "|")))
            command="${COMP_WORDS[place]}"
            break ;;
        esac
      done
      COMPREPLY=()
      case "$before" in
    \(bashValues)
      esac
      case "$command" in
    \(bashOptions)
      esac
      if [[ "$word" == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
      fi
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      if ((COMP_CWORD == 1)); then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
          compgen -W "\(Command.allCases.map(\.rawValue).joined(separator: " ")) help" -- "$word")
      fi
    }
    complete -F _face_cluster_mpi face-cluster-mpi
    """
  }

  /// A script for zsh.
  static var zsh: String {
    let options = ProgramOption.all.flatMap { option in
      ([option.name] + option.aliases).map { "    " + zshLine(option, named: $0) }
    }
    let commands = Command.allCases.map {
      "    \(quoted($0.rawValue + ":" + $0.usage.purpose))"
    }
    return """
      #compdef face-cluster-mpi
      # Completes command lines of face-cluster-mpi in zsh.
      _face_cluster_mpi_first() {
        local -a commands=(
      \(commands.joined(separator: "\n"))
        )
        _describe -t commands command commands
        _files
      }
      _face_cluster_mpi() {
        local -a options=(
      \(options.joined(separator: "\n"))
        )
        _arguments "$options[@]" '1:command or file:_face_cluster_mpi_first' '*:file:_files'
      }
      _face_cluster_mpi "$@"
      """
  }

  private static var bashValues: String {
    ProgramOption.all.compactMap { option -> String? in
      let names = ([option.name] + option.aliases).joined(separator: "|")
      guard let placeholder = option.placeholder else { return nil }
      let completion =
        switch option.value {
        case .choice(_, let choices, _):
          "mapfile -t COMPREPLY < <(compgen -W \"\(choices.joined(separator: " "))\" -- \"$word\")"
        case .path:
          "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
        default: ": \(placeholder)"
        }
      return "    \(names)) \(completion); return ;;"
    }.joined(separator: "\n")
  }

  private static var bashOptions: String {
    Command.allCases.map { command in
      let names = ProgramOption.all.filter { $0.commands.contains(command) }
        .flatMap { [$0.name] + $0.aliases }
      return "    \(command.rawValue)) options=\"\(names.joined(separator: " "))\" ;;"
    }.joined(separator: "\n")
  }

  /// An option as `_arguments` takes it.
  private static func zshLine(_ option: ProgramOption, named name: String) -> String {
    let help = option.help.replacing("\\", with: "\\\\").replacing("[", with: "\\[")
      .replacing("]", with: "\\]").replacing(":", with: "\\:")
    guard let placeholder = option.placeholder else { return quoted("\(name)[\(help)]") }
    let completion =
      switch option.value {
      case .choice(_, let choices, _): "(" + choices.joined(separator: " ") + ")"
      case .path: "_files"
      default: " "
      }
    return quoted("\(name)=[\(help)]:\(placeholder):\(completion)")
  }

  /// A text in single quotes, as shells take it.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
