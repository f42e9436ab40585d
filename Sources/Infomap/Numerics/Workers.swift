import Threads

/// The threads of a search.
typealias Workers = Threads.Workers
