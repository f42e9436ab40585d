extension ProgramOption {
  /// What is known of which faces are of one person.
  static let constraints = [
    ProgramOption(
      "--same",
      value: .path("FILE") { arguments, path in
        arguments.constrain { $0.same = path }
      },
      help: "faces that must be in one cluster: those of a line, by row from 0 or by name",
      commands: [.cluster, .update]),
    ProgramOption(
      "--different",
      value: .path("FILE") { arguments, path in
        arguments.constrain { $0.different = path }
      },
      help: "faces that must be in different clusters, all of a line",
      commands: [.cluster, .update]),
    ProgramOption(
      "--different-photo",
      value: .none { arguments in
        arguments.constrain { $0.differentPhoto = true }
      },
      help: "faces of one name in --names, that of their photo, must be in different clusters",
      commands: [.cluster, .update]),
    ProgramOption(
      "--known",
      value: .path("FILE") { arguments, path in
        arguments.constrain { $0.known = path }
      },
      help: "labels that are known, -1 of unknown faces: equal ones in one cluster, others apart",
      commands: [.cluster, .update]),
  ]
}
