import FaceClustering
import Testing

/// What is said of how ranks lie on cores.
@Suite struct PlacementAdviceTests {
  private func rank(
    _ host: String = "a", on list: String, of job: Int, threads: Int = 1, time: Double? = nil,
    domains: [String] = []
  ) -> PlacementAdvice.Rank {
    let allowed = ProcessorSet(list)!
    return PlacementAdvice.Rank(
      host: host,
      cores: ProcessCores(
        allowed: allowed, coreCount: allowed.count, coreTime: time, ofJob: job,
        domains: domains.map { ProcessorSet($0)! }), threads: threads)
  }

  private func texts(_ ranks: [PlacementAdvice.Rank], mayShareCores: Bool = false) -> [String] {
    PlacementAdvice(ranks, mayShareCores: mayShareCores).texts
  }

  @Test func nothingIsSaidOfRanksThatLieWell() {
    #expect(texts([rank(on: "0-7", of: 8, threads: 8)]).isEmpty)
    #expect(texts((0..<8).map { _ in rank(on: "0-7", of: 8) }).isEmpty)
    #expect(texts((0..<8).map { rank(on: "\($0)", of: 8) }).isEmpty)
    let domains = ["0-3", "4-7"]
    #expect(texts(domains.map { rank(on: $0, of: 8, threads: 4, domains: domains) }).isEmpty)
    // Somebody has left half of the cores to others.
    #expect(texts([rank(on: "0-3", of: 8, threads: 4)]).isEmpty)
  }

  @Test func moreThreadsThanProcessorsAreNamed() {
    let ranks = (0..<2).map { _ in rank(on: "0-3", of: 4, threads: 4) }
    #expect(
      texts(ranks) == [
        "a: 2 ranks with 8 threads in all may use 4 processors only, so threads wait for each other; "
          + "take --threads auto, which is 2 here"
      ])
    #expect(texts(ranks, mayShareCores: true).isEmpty)
    let many = (0..<6).map { _ in rank(on: "0-3", of: 4) }
    #expect(texts(many).first?.hasSuffix("start no more ranks than cores") == true)
    // On cores of their own two ranks lie well, and the third does not.
    let third = [rank(on: "0", of: 2), rank(on: "1", of: 2), rank(on: "1", of: 2)]
    #expect(
      texts(third).first?.hasPrefix("a: 2 ranks with 2 threads in all may use 1 processor") == true)
  }

  @Test func moreThreadsThanAControlGroupHasTimeForAreNamed() {
    let text = texts([rank(on: "0-63", of: 64, threads: 64, time: 4)]).first
    #expect(text?.contains("64 threads have the time of 4.0 cores") == true)
    #expect(text?.hasSuffix("take --threads auto, which is 4 here") == true)
    let half = texts([rank(on: "0-63", of: 64, threads: 64, time: 3.5)]).first
    #expect(half?.hasSuffix("take --threads auto, which is 4 here") == true)
    #expect(texts([rank(on: "0-63", of: 64, threads: 4, time: 3.5)]).isEmpty)
  }

  /// As Open MPI binds one or two ranks.
  @Test func coresThatNoRankMayUseAreNamed() {
    let ranks = [rank(on: "0", of: 64), rank(on: "1", of: 64)]
    let text = texts(ranks).first
    #expect(text?.hasPrefix("a: 2 ranks may use 2 of 64 processors only") == true)
    #expect(text?.contains("--bind-to none") == true)
  }

  @Test func ranksOverSeveralDomainsAreNamed() {
    let domains = ["0-3", "4-7", "8-11", "12-15"]
    let ranks = ["0-7", "8-15"].map { rank(on: $0, of: 16, threads: 8, domains: domains) }
    #expect(texts(ranks).first?.hasPrefix("a: 2 ranks on 4 NUMA domains") == true)
    // A program without a launcher is left alone.
    #expect(texts([rank(on: "0-15", of: 16, threads: 16, domains: domains)]).isEmpty)
  }

  @Test func hostsWithTheSameTroubleAreCounted() {
    let ranks = ["c", "b", "d"].map { rank($0, on: "0", of: 64) }
    #expect(texts(ranks).count == 1)
    #expect(texts(ranks).first?.hasPrefix("b: 1 rank may") == true)
    #expect(texts(ranks).first?.hasSuffix("(and alike on 2 other hosts)") == true)
  }
}
