import Foundation
import MPILauncher
import Testing

/// The program on several hosts.
@Suite(.serialized, .needsLocalCluster) struct LocalClusterTests {
  private static let slurm = SharedData.package.appendingPathComponent("scripts/cluster/slurm").path
  private static let hostfiles = SharedData.package.appendingPathComponent("hostfiles").path
  private static let arguments = ["faces.bin", "--truth", "faces.meta", "--quiet"]

  /// Faces, and the labels that one rank finds.
  private func labelsOfOneRank(_ scratch: Scratch) throws -> Data {
    #expect(try scratch.run(["generate", "faces.bin", "--faces", "5000"]).exitCode == 0)
    #expect(try scratch.run(Self.arguments + ["--threads", "1"]).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    #expect(labels.count > 5000)
    return labels
  }

  /// How many ranks the run of a record had on each host.
  private func ranksByHost(_ scratch: Scratch, record name: String) throws -> [String: Int] {
    let record = try JSONSerialization.jsonObject(with: scratch.contents(name))
    let machine = (record as? [String: Any])?["machine"] as? [String: Any]
    let hosts = try #require(machine?["hosts"] as? [String])
    return hosts.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test func mpirunOverSeveralHostsFindsTheLabelsOfOneRank() throws {
    let scratch = try Scratch()
    let expected = try labelsOfOneRank(scratch)
    let cluster = try LocalCluster(nodes: 4, in: scratch)
    let placements: [(hostfile: String, options: [String], ranks: [String: Int])] = [
      ("two-nodes", [], ["node1": 4, "node2": 4]),
      ("unequal-nodes", [], ["node1": 6, "node2": 2]),
      (
        "four-nodes", ["--map-by", "ppr:1:node"],
        ["node1": 1, "node2": 1, "node3": 1, "node4": 1]
      ),
    ]
    for (hostfile, options, ranks) in placements {
      let run = try cluster.run(
        [MPILauncher.path, "--hostfile", "\(Self.hostfiles)/\(hostfile)"] + options
          + [Scratch.program.path] + Self.arguments + ["--out", "\(hostfile).txt"])
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try scratch.contents("\(hostfile).txt") == expected, "with \(hostfile)")
      #expect(try ranksByHost(scratch, record: "\(hostfile).run.json") == ranks)
    }
  }

  @Test func batchJobsFindTheLabelsOfOneRank() throws {
    let scratch = try Scratch()
    let expected = try labelsOfOneRank(scratch)
    let cluster = try LocalCluster(nodes: 2, in: scratch)
    for launcher in ["srun --mpi=pmix", "mpirun"] {
      let job = try cluster.submit(
        ["\(Self.slurm)/cluster.sbatch"] + Self.arguments + ["--out", "job.txt"],
        environment: ["LAUNCHER": launcher])
      let output = String(decoding: try scratch.contents("slurm-\(job).out"), as: UTF8.self)
      #expect(scratch.exists("job.txt"), "\(output)")
      #expect(try scratch.contents("job.txt") == expected, "started by \(launcher)")
      #expect(try ranksByHost(scratch, record: "job.run.json") == ["node1": 2, "node2": 2])
      try FileManager.default.removeItem(atPath: scratch.path("job.txt"))
    }
  }

  @Test func anArrayOfJobsSweepsOverTheThresholdsOfAFileEach() throws {
    let scratch = try Scratch()
    for (name, faces) in [("faces", "2000"), ("others", "1000")] {
      #expect(try scratch.run(["generate", "\(name).bin", "--faces", faces]).exitCode == 0)
    }
    let cluster = try LocalCluster(nodes: 2, in: scratch)
    let words = ["--thresholds", "0.5,0.7", "--quiet"]
    let job = try cluster.submit(
      ["--array=0-1", "\(Self.slurm)/sweep.sbatch"] + words,
      environment: ["FILES": "faces.bin others.bin", "TRUTHS": "faces.meta others.meta"])
    for (index, name) in ["faces", "others"].enumerated() {
      let run = try scratch.run(
        ["sweep", "\(name).bin", "--truth", "\(name).meta", "--csv", "table.csv"] + words)
      #expect(run.exitCode == 0, "\(run.errors)")
      let output = String(
        decoding: try scratch.contents("slurm-\(job)_\(index).out"), as: UTF8.self)
      #expect(
        try scratch.contents("sweep/\(name).csv") == scratch.contents("table.csv"), "\(output)")
      #expect(scratch.exists("sweep/\(name).svg"))
    }
  }

  @Test func aSignaledJobGoesBackIntoTheQueueAndFindsTheSameLabels() throws {
    let scratch = try Scratch()
    let generated = try scratch.run(
      ["generate", "faces.bin", "--faces", "20000", "--dim", "512", "--quiet"])
    #expect(generated.exitCode == 0)
    let arguments = ["faces.bin", "--dim", "512", "--min-sim", "0.58", "--threads", "1", "--quiet"]
    #expect(try scratch.run(arguments).exitCode == 0)
    let cluster = try LocalCluster(nodes: 2, in: scratch)
    for launcher in ["srun --mpi=pmix", "mpirun"] {
      var isSignaled = false
      var wentBack: Date?
      let job = try cluster.submit(
        ["--ntasks-per-node=4", "\(Self.slurm)/requeue.sbatch"] + arguments + ["--out", "job.txt"],
        environment: ["LAUNCHER": launcher], timeout: 180
      ) { job in
        if isSignaled {
          // Slurm lets a job that went back wait for two minutes. Some seconds it needs: jobs that
          // started in the second in which they went back failed, before their script ran.
          let state = try cluster.run(["squeue", "--noheader", "--format=%T", "--jobs", job]).output
          guard state.hasPrefix("PENDING") else { return }
          wentBack = wentBack ?? Date()
          guard -wentBack!.timeIntervalSinceNow > 3 else { return }
          _ = try cluster.run(["scontrol", "update", "JobId=\(job)", "StartTime=now"])
        } else if scratch.exists("checkpoint-\(job)/manifest.json") {
          // What Slurm sends some time before the limit.
          isSignaled = try cluster.run(["scancel", "--batch", "--signal=USR1", job]).exitCode == 0
        }
      }
      let state = try cluster.run(["scontrol", "show", "job", job]).output
      let output = String(decoding: try scratch.contents("slurm-\(job).out"), as: UTF8.self)
      #expect(state.contains("JobState=COMPLETED"), "\(state) \(output)")
      #expect(state.contains("Restarts=1"), "\(state) \(output)")
      #expect(try scratch.contents("job.txt") == scratch.contents("labels.txt"), "\(output)")
      #expect(!scratch.exists("checkpoint-\(job)"))
      try FileManager.default.removeItem(atPath: scratch.path("job.txt"))
    }
  }

  @Test func aHostThatIsCutOffEndsTheRunAndItGoesOnOnTheOther() throws {
    let scratch = try Scratch()
    let generated = try scratch.run(
      ["generate", "faces.bin", "--faces", "60000", "--dim", "256", "--quiet"])
    #expect(generated.exitCode == 0)
    let arguments = [
      "faces.bin", "--min-sim", "0.58", "--threads", "1", "--kernel", "blas", "--quiet",
    ]
    let alone = try scratch.run(arguments + ["--out", "expected.txt", "--record", "none.json"])
    #expect(alone.exitCode == 0)
    let cluster = try LocalCluster(nodes: 2, in: scratch)
    let saving = arguments + ["--checkpoint", "progress", "--stall-timeout", "10"]
    let cutting = """
      (while ! ls progress/*.journal >progress.log 2>&1; do sleep 0.1; done; sleep 1
      ip link set node2 down) &
      exec "$@"
      """
    // mpirun notices the loss of a host after 18 seconds, later than the program, which waits for
    // three beats of a second more than the limit.
    let run = try cluster.run(
      [
        "sh", "-c", cutting, "sh", MPILauncher.path, "--hostfile", "\(Self.hostfiles)/two-nodes",
        "--mca", "oob_tcp_keepalive_time", "15", "--mca", "oob_tcp_keepalive_intvl", "1",
        "--mca", "oob_tcp_keepalive_probes", "3", "-n", "4", "--map-by", "ppr:2:node",
        Scratch.program.path,
      ] + saving, timeout: 180)
    #expect(!run.timedOut && run.exitCode != 0, "\(run.errors)")
    let message = run.errors.split(separator: "\n").first { $0.hasPrefix("error: ") }
    #expect(
      message?.contains("rank 2 on node2, rank 3 on node2 silent for 10 s in the stage neighbors")
        == true, "\(run.errors)")
    #expect(!scratch.exists("labels.txt") && !scratch.exists("labels.run.json"))
    let resumed = try cluster.run(
      [MPILauncher.path, "-n", "3", "--host", "node1:3", Scratch.program.path]
        + saving.dropLast(2).filter { $0 != "--quiet" } + ["--verbose"], timeout: 180)
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("going on from what is saved"))
    #expect(try scratch.contents("labels.txt") == scratch.contents("expected.txt"))
  }

  @Test func theEndOfAClusterLeavesNothing() throws {
    let scratch = try Scratch()
    let interfaces = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/net").sorted()
    for crash in [false, true] {
      let cluster = try LocalCluster(nodes: 2, in: scratch)
      let before = try Namespaces()
      let first = try #require(before.ofProcess[cluster.firstProcess()])
      let identity = try #require(first.first { $0.hasPrefix("pid:") })
      let mine = try #require(before.ofProcess[getpid()])
      let theirs = before.ofProcess.values.filter { $0.contains(identity) }
        .reduce(into: Set<String>()) { $0.formUnion($1) }.subtracting(mine)
      // Three hosts: each with a network, a name and mounts of its own.
      #expect(theirs.filter { $0.hasPrefix("net:") }.count == 3)
      #expect(theirs.filter { $0.hasPrefix("uts:") }.count == 3)

      if crash {
        kill(try cluster.firstProcess(), SIGKILL)
      } else {
        #expect(try cluster.down().exitCode == 0)
        #expect(!FileManager.default.fileExists(atPath: LocalCluster.folder))
      }
      let deadline = Date(timeIntervalSinceNow: 10)
      while !(try Namespaces().all.isDisjoint(with: theirs)), Date() < deadline {
        Thread.sleep(forTimeInterval: 0.05)
      }
      #expect(try Namespaces().all.isDisjoint(with: theirs))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "/sys/class/net").sorted()
          == interfaces)
      let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
      #expect(!mounts.contains(LocalCluster.folder))
      #expect(try cluster.run(["true"]).exitCode == 1)
      // Again, and after a crash: it must be no error.
      #expect(try cluster.down().exitCode == 0)
      #expect(!FileManager.default.fileExists(atPath: LocalCluster.folder))
    }
  }
}
