"""Compares what this program's readers have made of some files with what numpy or Infomap make of them.

    python3 compare_readers.py embeddings-npy|network FOLDER

Beside each file FOLDER has FILE.verdict: "ok" and what was read, or "error" and why it was not.
"""
import glob, os, pickle, re, signal, sys

SHOWN = 5
# Seconds for a file; the other reader may hang.
LIMIT = 20


class Npy:
    """The shape of a matrix."""

    def is_comparable(self, path):
        return True

    def read(self, path):
        import numpy
        array = numpy.load(path, allow_pickle=False)
        usable = (array.ndim == 2 and array.dtype.kind == "f" and array.size > 0
                  and numpy.isfinite(array).all() and (array != 0).any(axis=1).all())
        return array.shape, bool(usable)

    def same(self, ours, theirs):
        return tuple(map(int, ours[:2])) == theirs


class Networks:
    """The number of nodes and the weight of all links."""

    def is_comparable(self, path):
        """Whether the readers mean the same by a file. Infomap's does not end lines at a mere CR, and reads of
        an id such as 1e3, which this program takes for 1000, the digits only."""
        data = open(path, "rb").read()
        return not re.search(rb"\r(?!\n)|(?m:^[ \t]*(?:[0-9]+[ \t]+)?[0-9]+[.eE])", data)

    def read(self, path):
        import infomap
        reader = infomap.Infomap(silent=True)
        reader.read_file(path)
        network = reader.network
        return (network.numNodes(), network.sumLinkWeight()), network.numLinks() > 0

    def same(self, ours, theirs):
        weight = float(ours[3])
        # Where there are *Edges and *Arcs this program reads each edge as a link both ways.
        is_alike = theirs[1] * (1 - 1e-6) <= weight <= 2 * theirs[1] * (1 + 1e-6)
        # Of a Pajek file Infomap's reader counts vertices without links, or does not.
        return theirs[0] in (int(ours[0]), int(ours[2])) and is_alike


def read_apart(reader, path):
    """What a reader says of a file, in a process of its own that may crash or hang."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.alarm(LIMIT)
        try:
            answer = reader.read(path)
        except Exception as error:
            answer = str(error)
        os.write(sink, pickle.dumps(answer))
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as answers:
        data = answers.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else "crashed"


def main():
    target, folder = sys.argv[1:]
    reader = {"embeddings-npy": Npy, "network": Networks}[target]()
    # Once, rather than in each child.
    __import__({"embeddings-npy": "numpy", "network": "infomap"}[target])
    taken, wrong, refused = 0, 0, 0
    for verdict_path in sorted(glob.glob(folder + "/*.verdict")):
        path = verdict_path.removesuffix(".verdict")
        verdict = open(verdict_path, errors="replace").read()
        if not reader.is_comparable(path):
            continue
        theirs = read_apart(reader, path)
        is_read = not isinstance(theirs, str)
        if verdict.startswith("ok"):
            taken += 1
            if is_read and not reader.same(verdict.split()[1:], theirs[0]) or not is_read and target != "network":
                wrong += 1
                print(f"{target}: taken as {verdict[3:]}, by the other: {theirs}")
                print(f"  {open(path, 'rb').read()[:300]!r}")
        elif is_read and theirs[1]:
            refused += 1
            if refused <= SHOWN:
                print(f"{target}: the other takes what is refused:", ascii(verdict[:160]))
    print(f"{target}: {taken} taken, {wrong} of them wrongly; {refused} refused that the other takes")
    sys.exit(wrong > 0)


main()
