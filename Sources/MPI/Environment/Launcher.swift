import Foundation

/// What the launcher of a process (`mpirun`, `srun`) says of it in environment variables, before MPI is
/// started.
///
/// ```swift
/// let launcher = Launcher()
/// if launcher.rank ?? 0 == 0 { print("version 1.0") }
/// ```
public struct Launcher: Sendable {
  /// The environment variables of one kind of launcher.
  private struct Kind: Sendable {
    let rankVariable: String
    /// How many ranks were started; nil where the launcher does not say it.
    let sizeVariable: String?
  }

  /// In the order in which they are believed.
  private static let kinds = [
    // mpirun of Open MPI 4 and 5.
    openMPI,
    // mpiexec of MPICH (Hydra) and of Intel MPI, and srun --mpi=pmi2.
    Kind(rankVariable: "PMI_RANK", sizeVariable: "PMI_SIZE"),
    // mpirun_rsh of MVAPICH.
    Kind(rankVariable: "MV2_COMM_WORLD_RANK", sizeVariable: "MV2_COMM_WORLD_SIZE"),
    // jsrun.
    Kind(rankVariable: "JSM_NAMESPACE_RANK", sizeVariable: "JSM_NAMESPACE_SIZE"),
    // srun. SLURM_NTASKS and, in batch scripts, SLURM_PROCID are also there in a job whose step this
    // process is not; how many tasks a step has only its tasks are told.
    Kind(rankVariable: "SLURM_PROCID", sizeVariable: "SLURM_STEP_NUM_TASKS"),
    // Anything else that speaks PMIx, such as prterun.
    Kind(rankVariable: "PMIX_RANK", sizeVariable: nil),
  ]

  private static let openMPI = Kind(
    rankVariable: "OMPI_COMM_WORLD_RANK", sizeVariable: "OMPI_COMM_WORLD_SIZE")

  /// The rank that the process will have in the world; nil for a process that no launcher started.
  public let rank: Int?

  /// How many ranks it has started on this host; nil where it does not say it.
  public let localRanks: Int?

  /// The number of the process among those on this host; nil where the launcher does not say it.
  public let localRank: Int?

  /// Whether the launcher ends all ranks as soon as one has ended with an exit code other than 0, also
  /// before MPI is started there. Those of MPICH and Slurm do not, and a rank that starts MPI would
  /// then wait for the other for ever.
  public let endsAllRanksWithOne: Bool

  /// What each kind of launcher that left its variables here says.
  private let claims: [(kind: Kind, rank: Int, size: Int?)]

  /// What all ranks of a job of Open MPI have in their environment.
  private let job: String?

  /// Reads the environment of a process, by default that of this one.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    claims = Self.kinds.compactMap { kind in
      let size = kind.sizeVariable.map { environment[$0].flatMap { Int($0) } }
      guard let rank = environment[kind.rankVariable].flatMap({ Int($0) }), rank >= 0,
        size != .some(nil)
      else { return nil }
      return (kind, rank, size ?? nil)
    }
    rank = claims.first?.rank
    localRanks =
      ["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_LOCAL_SIZE"].lazy
      .compactMap { environment[$0].flatMap { Int($0) } }.first
    localRank =
      [
        "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "MV2_COMM_WORLD_LOCAL_RANK",
        "SLURM_LOCALID",
      ].lazy.compactMap { environment[$0].flatMap { Int($0) } }.first
    endsAllRanksWithOne = environment[Self.openMPI.rankVariable] != nil
    job = environment[Self.jobVariable].map { "\(Self.jobVariable)=\($0)" }
  }

  private static let jobVariable = "PMIX_NAMESPACE"

  /// Whether the first rank of the same job is running this program on this host now, as far as Linux
  /// lets this process see it.
  public func isFirstRankHere() -> Bool {
    func program(of process: String) -> String? {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
    }
    guard let job, let ownProgram = program(of: "self") else { return false }
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.contains { process in
      guard Int(process) != nil, program(of: process) == ownProgram,
        let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
      else { return false }
      let variables = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return variables.contains(job) && variables.contains("\(Self.openMPI.rankVariable)=0")
    }
  }

  /// Several processes that a launcher started as the ranks of one run, but each of which is alone in a
  /// world of its own, since the launcher is not that of the MPI library.
  public struct SeparateRuns: Equatable, Sendable {
    /// What tells it: the variables of the launcher and their values.
    public let evidence: String
    /// The variables without which a process counts as started by hand.
    public let variables: [String]
    /// Whether this process is the first of those that know it: the one to say so.
    public let isFirst: Bool
  }

  /// Notices that the launcher has started several ranks where MPI knows of one.
  ///
  /// Where a launcher says that there is one rank, there is, whatever others say: their variables may be
  /// left from a shell that they started.
  ///
  /// - Parameter worldSize: the size of MPI's world.
  /// - Returns: nil where there is nothing wrong.
  public func separateRuns(worldSize: Int) -> SeparateRuns? {
    guard worldSize == 1, !claims.contains(where: { $0.size == 1 }) else { return nil }
    if let claim = claims.first(where: { $0.size ?? 0 > 1 }), let size = claim.size {
      let variable = claim.kind.sizeVariable!
      return SeparateRuns(
        evidence: "\(variable) is \(size)", variables: [claim.kind.rankVariable, variable],
        isFirst: claim.rank == 0)
    }
    // Without the number of ranks the second is the first to know that it is not alone.
    guard let claim = claims.first(where: { $0.rank > 0 }) else { return nil }
    return SeparateRuns(
      evidence: "\(claim.kind.rankVariable) is \(claim.rank)", variables: [claim.kind.rankVariable],
      isFirst: claim.rank == 1)
  }
}
