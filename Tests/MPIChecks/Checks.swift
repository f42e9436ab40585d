import Foundation
import MPI

let checks: [(name: String, body: @Sendable (Communicator) throws -> Void)] = [
  ("ranks are numbered from zero", ranksAreNumberedFromZero),
  ("environment knows host and library", environmentKnowsHostAndLibrary),
  ("duplicate keeps ranks and separates messages", duplicateKeepsRanksAndSeparatesMessages),
  ("split groups by color and orders by key", splitGroupsByColorAndOrdersByKey),
  ("split without color gives nothing", splitWithoutColorGivesNothing),
  ("split by node keeps order", splitByNodeKeepsOrder),
  ("communicators are freed", communicatorsAreFreed),
  ("barrier holds until the last rank arrives", barrierHoldsUntilTheLastRankArrives),
  (
    "sleeping barrier holds until the last rank arrives",
    sleepingBarrierHoldsUntilTheLastRankArrives
  ),

  ("sent elements arrive with source, tag and count", sentElementsArriveWithSourceTagAndCount),
  ("receive into room takes shorter messages", receiveIntoRoomTakesShorterMessages),
  ("messages of one sender keep their order", messagesOfOneSenderKeepTheirOrder),
  ("synchronous sends arrive", synchronousSendsArrive),
  (
    "a synchronous send lasts until it is received",
    aSynchronousSendLastsUntilItIsReceived
  ),
  ("probe tells the count and leaves the message", probeTellsTheCountAndLeavesTheMessage),
  ("immediate probe finds only what is there", immediateProbeFindsOnlyWhatIsThere),
  ("sleeping probe waits for the message", sleepingProbeWaitsForTheMessage),
  ("send-receive goes around the ring", sendReceiveGoesAroundTheRing),
  ("long messages travel", longMessagesTravel),
  ("structs travel whole", structsTravelWhole),
  ("every element type travels", everyElementTypeTravels),

  ("immediate messages go around the ring", immediateMessagesGoAroundTheRing),
  ("test turns true once the message is there", testTurnsTrueOnceTheMessageIsThere),
  ("requests keep foreign memory alive", requestsKeepForeignMemoryAlive),
  ("dropped receive is canceled", droppedReceiveIsCanceled),
  ("dropped send still arrives", droppedSendStillArrives),
  ("parts of buffers travel", partsOfBuffersTravel),
  ("buffers are aligned and hold what they were given", buffersAreAlignedAndHoldWhatTheyWereGiven),

  ("broadcast reaches every rank from every root", broadcastReachesEveryRankFromEveryRoot),
  ("gather collects in rank order on the root only", gatherCollectsInRankOrderOnTheRootOnly),
  ("all-gather collects in rank order everywhere", allGatherCollectsInRankOrderEverywhere),
  ("scatter deals equal blocks", scatterDealsEqualBlocks),
  ("all-to-all transposes blocks", allToAllTransposesBlocks),

  ("gather takes parts of any length", gatherTakesPartsOfAnyLength),
  ("all-gather takes parts of any length", allGatherTakesPartsOfAnyLength),
  ("all-gather takes structs", allGatherTakesStructs),
  ("scatter deals parts of any length", scatterDealsPartsOfAnyLength),
  ("all-to-all exchanges parts of any length", allToAllExchangesPartsOfAnyLength),

  ("reduce combines on the root only", reduceCombinesOnTheRootOnly),
  ("all-reduce combines everywhere", allReduceCombinesEverywhere),
  ("every operator does what its name says", everyOperatorDoesWhatItsNameSays),
  ("exclusive scan combines the ranks before", exclusiveScanCombinesTheRanksBefore),

  ("inclusive scan combines the ranks up to this one", inclusiveScanCombinesTheRanksUpToThisOne),
  ("reduce-scatter deals what it has combined", reduceScatterDealsWhatItHasCombined),
  (
    "operators of one's own combine structs in rank order",
    operatorsOfOnesOwnCombineStructsInRankOrder
  ),
  ("operators of one's own may capture what they need", operatorsOfOnesOwnMayCaptureWhatTheyNeed),
  (
    "operators of one's own are kept by what is under way",
    operatorsOfOnesOwnAreKeptByWhatIsUnderWay
  ),
  ("operators of one's own are freed", operatorsOfOnesOwnAreFreed),

  (
    "immediate barrier holds until the last rank arrives",
    immediateBarrierHoldsUntilTheLastRankArrives
  ),
  ("immediate broadcast reaches every rank", immediateBroadcastReachesEveryRank),
  ("immediate gathers collect in rank order", immediateGathersCollectInRankOrder),
  ("immediate scatter and all-to-all deal blocks", immediateScatterAndAllToAllDealBlocks),
  (
    "immediate reductions combine position by position",
    immediateReductionsCombinePositionByPosition
  ),
  ("dropped collectives go on", droppedCollectivesGoOn),

  ("wait-any gives each request once", waitAnyGivesEachRequestOnce),
  ("test-any finds only what is complete", testAnyFindsOnlyWhatIsComplete),
  (
    "wait-some and test-some give all that are complete",
    waitSomeAndTestSomeGiveAllThatAreComplete
  ),
  ("test-all turns true with the last request", testAllTurnsTrueWithTheLastRequest),
  (
    "a failed request among several is complete and thrown",
    aFailedRequestAmongSeveralIsCompleteAndThrown
  ),

  ("groups number their members as named", groupsNumberTheirMembersAsNamed),
  ("groups combine as sets", groupsCombineAsSets),
  ("groups translate ranks and compare", groupsTranslateRanksAndCompare),
  ("communicators of groups have their members", communicatorsOfGroupsHaveTheirMembers),
  ("a rank that is not in the group is an error", aRankThatIsNotInTheGroupIsAnError),
  ("a rank cannot be named twice", aRankCannotBeNamedTwice),
  ("groups are freed", groupsAreFreed),

  ("grids number their ranks row by row", gridsNumberTheirRanksRowByRow),
  ("grids end at their edges and rings do not", gridsEndAtTheirEdgesAndRingsDoNot),
  ("grids fall apart into rows and columns", gridsFallApartIntoRowsAndColumns),
  ("grids leave out ranks without a place", gridsLeaveOutRanksWithoutAPlace),
  ("grids are shaped nearly square", gridsAreShapedNearlySquare),
  ("grids that cannot be are errors", gridsThatCannotBeAreErrors),

  ("topology numbers nodes by their leaders", topologyNumbersNodesByTheirLeaders),
  ("topology of this machine is one node", topologyOfThisMachineIsOneNode),
  ("shared array is one memory for the node", sharedArrayIsOneMemoryForTheNode),
  ("shared array is aligned", sharedArrayIsAligned),
  ("shared array may be empty", sharedArrayMayBeEmpty),
  ("shared array may go without being freed", sharedArrayMayGoWithoutBeingFreed),
  ("shared all-gather gives the whole on every node", sharedAllGatherGivesTheWholeOnEveryNode),
  ("shared all-gather takes structs", sharedAllGatherTakesStructs),

  ("sending to a rank that is not there is an error", sendingToARankThatIsNotThereIsAnError),
  (
    "receiving from a rank that is not there is an error",
    receivingFromARankThatIsNotThereIsAnError
  ),
  ("a negative tag is an error", aNegativeTagIsAnError),
  ("a root that is not there is an error", aRootThatIsNotThereIsAnError),
  ("a message longer than the room is an error", aMessageLongerThanTheRoomIsAnError),
  ("derived communicators raise errors too", derivedCommunicatorsRaiseErrorsToo),
  ("wait-all waits for the others when one fails", waitAllWaitsForTheOthersWhenOneFails),
]

/// Checks at full size of what the others check with a lowered count limit.
let beyondInt32Checks: [(name: String, body: @Sendable (Communicator) throws -> Void)] = [
  ("a message may be longer than 2^31", messageBeyondInt32),
  ("parts may add up to more than 2^31", partsBeyondInt32),
  ("a broadcast may be longer than 2^31", broadcastBeyondInt32),
  ("a shared array may be larger than 2^31 bytes", sharedArrayBeyondInt32),
]

/// Runs the checks, announcing each first, so that one that hangs is known; throws what the first one
/// that fails throws, with the name of the check. What cannot be checked on so few ranks is counted as
/// skipped.
func runChecks(
  _ checks: [(name: String, body: @Sendable (Communicator) throws -> Void)], _ world: Communicator
) throws {
  var skipped = 0
  for check in checks {
    if world.rank == 0 { FileHandle.standardOutput.write(Data("\(check.name)\n".utf8)) }
    do {
      try check.body(world)
    } catch let reason as Skipped {
      skipped += 1
      if world.rank == 0 { print("skipped: \(check.name): \(reason)") }
    } catch {
      throw CheckFailure(description: "\(check.name): \(error)")
    }
    try world.barrier()
  }
  if world.rank == 0 {
    print(
      "\(checks.count - skipped) checks passed on \(world.size) ranks, count limit",
      "\(world.countLimit), \(skipped) skipped")
  }
}
