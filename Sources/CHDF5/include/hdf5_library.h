#ifndef HDF5_LIBRARY_H
#define HDF5_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

// The library of the HDF Group, which is loaded with the first file: it brings two dozen other libraries, and every start
// of a program that was linked with it would wait for all of them. Calls are for one thread at a time, and all but the
// first only after hdf5_load has succeeded.

/// What the library calls something that is open; negative for none.
typedef int64_t hdf5_id;
typedef unsigned long long hdf5_extent;

enum {
  /// Room for the words of an error, with the NUL behind them.
  hdf5_reason_size = 256,
  /// The most dimensions of a dataset.
  hdf5_most_dimensions = 32
};

/// What an object of a file is.
typedef enum { hdf5_other, hdf5_group, hdf5_dataset } hdf5_kind;

/// Loads the library, versions 1.10 to 2, where that has not been done. Returns whether it is there.
int hdf5_load(void);

/// Writes the words of the last error of opening or reading where it arose; nothing if the library has none.
void hdf5_reason(char *reason);

/// Opens a file for reading; negative on failure.
///
/// The file is not locked: file systems of clusters often cannot lock files, and nobody writes here. Errors are
/// not written to the standard error, nor is what the library has to say of damaged files when the process ends.
hdf5_id hdf5_open_file(const char *path);
void hdf5_close_file(hdf5_id file);

/// Whether a name in a group stands for an object itself, not for a path to one.
int hdf5_is_hard_link(hdf5_id group, const char *name);

hdf5_id hdf5_open_object(hdf5_id group, const char *name);
void hdf5_close_object(hdf5_id object);
hdf5_kind hdf5_kind_of(hdf5_id object);

/// What tells an object from all others of its file, by whatever names it is opened; 0 on failure.
uint64_t hdf5_address(hdf5_id object);

/// Whether two objects are in one file, rather than one of them in another that is linked to.
int hdf5_are_of_one_file(hdf5_id first, hdf5_id second);

hdf5_extent hdf5_member_count(hdf5_id group);

/// Writes the name of a member of a group, by rising names; returns its length, negative on failure.
long hdf5_member_name(hdf5_id group, hdf5_extent index, char *name, size_t size);

/// Writes the extents of a dataset, `hdf5_most_dimensions` at most; returns how many there are.
int hdf5_shape(hdf5_id dataset, hdf5_extent *extents);

/// The bytes of an element of a dataset; 0 if elements are no floats.
size_t hdf5_float_bytes(hdf5_id dataset);

/// Opens a dataset with a cache of its chunks that has so many bytes.
hdf5_id hdf5_open_dataset(hdf5_id group, const char *name, size_t cache_bytes);

/// Writes the rows and the columns of the chunks of a dataset; returns whether it has chunks of two dimensions.
int hdf5_chunk(hdf5_id dataset, hdf5_extent *extents);

/// Whether a dataset has values in other files.
int hdf5_is_elsewhere(hdf5_id dataset);

/// Whether the values of a dataset were changed by a filter that the library lacks: its number, and its name in `name` of
/// `size` bytes. 0 if not.
int hdf5_missing_filter(hdf5_id dataset, char *name, size_t size);

/// Reads some rows of a dataset of two dimensions as doubles or as floats; negative on failure.
int hdf5_read_rows(hdf5_id dataset, int as_doubles, hdf5_extent first, hdf5_extent rows, hdf5_extent columns,
                   void *values);

#endif
