import Evaluation

let scores = ClusteringScores(predicted: [0, 0, 1, 1], truth: [0, 0, 1, 2])
print(scores.pairwise.precision, scores.pairwise.recall, scores.ari)
