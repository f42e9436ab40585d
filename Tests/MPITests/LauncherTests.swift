import MPI
import Testing

@Suite("What launchers say before MPI starts")
struct LauncherTests {
  @Test("a process that was started by hand has no rank")
  func byHand() {
    let launcher = Launcher(environment: ["HOME": "/", "SLURM_NTASKS": "4", "SLURM_JOB_ID": "7"])
    #expect(launcher.rank == nil && !launcher.endsAllRanksWithOne)
    #expect(launcher.separateRuns(worldSize: 1) == nil)
  }

  @Test(
    "the rank is that of the launcher",
    arguments: [
      ["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "3"],
      ["PMI_RANK": "2", "PMI_SIZE": "3"],
      ["SLURM_PROCID": "2", "SLURM_STEP_NUM_TASKS": "3", "SLURM_NTASKS": "8"], ["PMIX_RANK": "2"],
      ["MV2_COMM_WORLD_RANK": "2", "MV2_COMM_WORLD_SIZE": "3"],
      ["JSM_NAMESPACE_RANK": "2", "JSM_NAMESPACE_SIZE": "3"],
    ])
  func rank(environment: [String: String]) {
    let launcher = Launcher(environment: environment)
    #expect(launcher.rank == 2)
    #expect(launcher.endsAllRanksWithOne == (environment["OMPI_COMM_WORLD_RANK"] != nil))
    #expect(launcher.separateRuns(worldSize: 3) == nil)
    #expect(launcher.separateRuns(worldSize: 1)?.isFirst == false)
  }

  @Test(
    "several ranks of a launcher that are each alone in their world are noticed",
    arguments: [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    ])
  func separate(rankVariable: String, sizeVariable: String) throws {
    let launcher = Launcher(environment: [rankVariable: "0", sizeVariable: "4"])
    let found = try #require(launcher.separateRuns(worldSize: 1))
    #expect(found.isFirst && found.evidence == "\(sizeVariable) is 4")
    #expect(found.variables == [rankVariable, sizeVariable])
    #expect(launcher.separateRuns(worldSize: 4) == nil)
  }

  @Test("without a number of ranks the second rank notices and speaks")
  func pmix() throws {
    #expect(Launcher(environment: ["PMIX_RANK": "0"]).separateRuns(worldSize: 1) == nil)
    let second = Launcher(environment: ["PMIX_RANK": "1"]).separateRuns(worldSize: 1)
    #expect(second?.isFirst == true && second?.evidence == "PMIX_RANK is 1")
    #expect(Launcher(environment: ["PMIX_RANK": "2"]).separateRuns(worldSize: 1)?.isFirst == false)
  }

  @Test(
    "one rank is one rank, whatever is left of other launchers",
    arguments: [
      // The script of a job of four tasks, outside srun.
      ["SLURM_NTASKS": "4", "SLURM_NPROCS": "4", "SLURM_PROCID": "0", "SLURM_TASKS_PER_NODE": "4"],
      // A shell by srun --pty in a job of four tasks.
      [
        "SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1",
      ],
      // mpirun -n 1 of Open MPI on the second host of a job, where Slurm started its daemon.
      [
        "SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2", "OMPI_COMM_WORLD_RANK": "0",
        "OMPI_COMM_WORLD_SIZE": "1", "PMIX_RANK": "0",
      ],
      // mpiexec -n 1 of MPICH within a task of srun -n 4.
      ["SLURM_PROCID": "3", "SLURM_STEP_NUM_TASKS": "4", "PMI_RANK": "0", "PMI_SIZE": "1"],
      // Variables that are no numbers.
      ["PMI_RANK": "x", "PMI_SIZE": "4"], ["PMI_RANK": "0", "PMI_SIZE": ""], ["PMI_SIZE": "4"],
    ])
  func oneRank(environment: [String: String]) {
    #expect(Launcher(environment: environment).separateRuns(worldSize: 1) == nil)
  }
}
