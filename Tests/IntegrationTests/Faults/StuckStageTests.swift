import Foundation
import Testing

/// Ranks that beat and make no progress besides their products of matrices (see ``StuckRankTests``): a read
/// that never ends, and a thread that stands still while the others of its process go on.
@Suite(.serialized) struct StuckStageTests {
  private static let endlessRead = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdio.h>
    #include <string.h>
    #include <unistd.h>
    ssize_t pread64(int file, void *bytes, size_t count, off64_t place) {
      char link[64], path[4096] = "";
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      if (readlink(link, path, sizeof path - 1) > 0 && strstr(path, "endless.npy") && place > 0)
        for (;;) pause();
      ssize_t (*next)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
      return next(file, bytes, count, place);
    }
    ssize_t pread(int file, void *bytes, size_t count, off_t place) {
      return pread64(file, bytes, count, place);
    }
    """

  @Test(.needsCompiler) func aReadThatNeverEndsEndsTheRun() throws {
    let scratch = try Scratch()
    let made = try scratch.run(["generate", "endless.npy", "--faces", "300", "--dim", "16"])
    #expect(made.exitCode == 0, "\(made.errors)")
    let library = try scratch.compile("read", Self.endlessRead, ["-shared", "-fPIC"])
    let run = try scratch.run(
      ["endless.npy", "--stall-timeout", "1"],
      wrapper: ["env", "LD_PRELOAD=\(library)"], timeout: 120)
    #expect(!run.timedOut && run.exitCode == 1)
    #expect(run.errors.contains(" makes no progress in the stage "), "\(run.errors)")
    #expect(run.errors.contains(": a read of a few bytes has not ended for 8 s"), "\(run.errors)")
    #expect(!scratch.exists("labels.txt"))
  }

  /// The thread that searches is stopped, again and again until it is between two beginnings of sweeps, as
  /// it nearly always is.
  @Test(.needsCompiler, .needsTracing) func aSearchOfInfomapThatStandsStillEndsTheRun() throws {
    let scratch = try Scratch()
    let made = try scratch.run(["generate", "net", "--nodes", "3000"])
    #expect(made.exitCode == 0, "\(made.errors)")
    let stopper = try scratch.compile("stopper", ThreadStopper.source)
    let process = try scratch.start(
      ["infomap", "net", "--trials", "1000000", "--stall-timeout", "1", "--verbose"])
    let start = Date()
    while try !String(decoding: scratch.contents("stderr"), as: UTF8.self).contains("stage search")
    {
      try #require(process.isRunning && Date().timeIntervalSince(start) < 60)
      Thread.sleep(forTimeInterval: 0.01)
    }
    let stopping = Process()
    stopping.executableURL = URL(fileURLWithPath: stopper)
    stopping.arguments = ["\(process.processIdentifier)"]
    try stopping.run()
    let run = try scratch.finish(process, timeout: 120)
    stopping.waitUntilExit()
    #expect(!run.timedOut && run.exitCode == 1)
    #expect(
      run.errors.contains(" makes no progress in the stage search: a computation "), "\(run.errors)"
    )
  }
}

/// A program that stops the first thread of another one for some seconds, as often as it takes for that to
/// end.
enum ThreadStopper {
  static let source = """
    #include <errno.h>
    #include <signal.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/ptrace.h>
    #include <sys/wait.h>
    #include <unistd.h>
    int main(int count, char **words) {
      pid_t child = 0, thread = atoi(words[1]);
      if (!strcmp(words[1], "check") && !(child = thread = fork())) for (;;) pause();
      for (int turn = 0; turn < 20; turn++) {
        if (ptrace(PTRACE_SEIZE, thread, 0, 0)) return errno != ESRCH;
        ptrace(PTRACE_INTERRUPT, thread, 0, 0);
        waitpid(thread, 0, __WALL);
        if (child) return kill(child, SIGKILL);
        for (int second = 0; second < 6; second++) {
          sleep(1);
          if (waitpid(thread, 0, __WALL | WNOHANG) == thread) return 0;
        }
        ptrace(PTRACE_DETACH, thread, 0, 0);
        usleep(100000);
      }
      return 1;
    }
    """

  /// Whether this process may stop threads of others.
  static let works = Result {
    let scratch = try Scratch()
    let program = try scratch.compile("stopper", source)
    return try scratch.execute([program, "check"], timeout: 60).exitCode == 0
  }
}

extension Scratch {
  /// Compiles a C source; returns the path of what comes of it.
  func compile(_ name: String, _ source: String, _ options: [String] = []) throws -> String {
    let code = try write("\(name).c", Array(source.utf8))
    let built = try execute(["cc", "-o", path(name)] + options + [code, "-ldl"], timeout: 60)
    #expect(built.exitCode == 0, "\(built.errors)")
    return path(name)
  }
}

extension Trait where Self == ConditionTrait {
  /// The right to trace other processes, which containers may lack.
  static var needsTracing: Self {
    .enabled("threads of other processes cannot be stopped here") { try ThreadStopper.works.get() }
  }
}
