#pragma once

#include <stddef.h>

#include <mpi.h>

// MPI leaves the types of its handles open: pointers in Open MPI, ints in MPICH. Each handle is
// wrapped in a struct, which Swift sees the same way under both.
typedef struct { MPI_Comm handle; } CMPIComm;
typedef struct { MPI_Datatype handle; } CMPIDatatype;
typedef struct { MPI_Group handle; } CMPIGroup;
typedef struct { MPI_Op handle; } CMPIOp;
typedef struct { MPI_Request handle; } CMPIRequest;
typedef struct { MPI_Win handle; } CMPIWin;

// The predefined handles are macros that Swift cannot import.
static inline CMPIComm cmpi_comm_world(void) { return (CMPIComm){MPI_COMM_WORLD}; }
static inline CMPIComm cmpi_comm_self(void) { return (CMPIComm){MPI_COMM_SELF}; }
static inline CMPIComm cmpi_comm_null(void) { return (CMPIComm){MPI_COMM_NULL}; }
static inline int cmpi_comm_is_null(CMPIComm comm) { return comm.handle == MPI_COMM_NULL; }
static inline CMPIRequest cmpi_request_null(void) { return (CMPIRequest){MPI_REQUEST_NULL}; }
static inline CMPIGroup cmpi_group_null(void) { return (CMPIGroup){MPI_GROUP_NULL}; }
static inline CMPIOp cmpi_op_null(void) { return (CMPIOp){MPI_OP_NULL}; }
static inline CMPIWin cmpi_win_null(void) { return (CMPIWin){MPI_WIN_NULL}; }
static inline MPI_Info cmpi_info_null(void) { return MPI_INFO_NULL; }
static inline MPI_Errhandler cmpi_errors_return(void) { return MPI_ERRORS_RETURN; }
static inline void *cmpi_in_place(void) { return MPI_IN_PLACE; }

static inline CMPIDatatype cmpi_datatype_null(void) { return (CMPIDatatype){MPI_DATATYPE_NULL}; }
static inline CMPIDatatype cmpi_byte(void) { return (CMPIDatatype){MPI_BYTE}; }
static inline CMPIDatatype cmpi_bool(void) { return (CMPIDatatype){MPI_C_BOOL}; }
static inline CMPIDatatype cmpi_int8(void) { return (CMPIDatatype){MPI_INT8_T}; }
static inline CMPIDatatype cmpi_int16(void) { return (CMPIDatatype){MPI_INT16_T}; }
static inline CMPIDatatype cmpi_int32(void) { return (CMPIDatatype){MPI_INT32_T}; }
static inline CMPIDatatype cmpi_int64(void) { return (CMPIDatatype){MPI_INT64_T}; }
static inline CMPIDatatype cmpi_uint8(void) { return (CMPIDatatype){MPI_UINT8_T}; }
static inline CMPIDatatype cmpi_uint16(void) { return (CMPIDatatype){MPI_UINT16_T}; }
static inline CMPIDatatype cmpi_uint32(void) { return (CMPIDatatype){MPI_UINT32_T}; }
static inline CMPIDatatype cmpi_uint64(void) { return (CMPIDatatype){MPI_UINT64_T}; }
static inline CMPIDatatype cmpi_float(void) { return (CMPIDatatype){MPI_FLOAT}; }
static inline CMPIDatatype cmpi_double(void) { return (CMPIDatatype){MPI_DOUBLE}; }

static inline CMPIOp cmpi_sum(void) { return (CMPIOp){MPI_SUM}; }
static inline CMPIOp cmpi_product(void) { return (CMPIOp){MPI_PROD}; }
static inline CMPIOp cmpi_min(void) { return (CMPIOp){MPI_MIN}; }
static inline CMPIOp cmpi_max(void) { return (CMPIOp){MPI_MAX}; }
static inline CMPIOp cmpi_bitwise_and(void) { return (CMPIOp){MPI_BAND}; }
static inline CMPIOp cmpi_bitwise_or(void) { return (CMPIOp){MPI_BOR}; }
static inline CMPIOp cmpi_bitwise_xor(void) { return (CMPIOp){MPI_BXOR}; }
static inline CMPIOp cmpi_logical_and(void) { return (CMPIOp){MPI_LAND}; }
static inline CMPIOp cmpi_logical_or(void) { return (CMPIOp){MPI_LOR}; }
static inline CMPIOp cmpi_logical_xor(void) { return (CMPIOp){MPI_LXOR}; }

// Calls that take an array of datatypes: a struct of one member has the layout of that member.
static inline int cmpi_type_create_struct(int count, const int *lengths, const MPI_Aint *offsets,
                                          const CMPIDatatype *types, CMPIDatatype *result) {
  return MPI_Type_create_struct(count, lengths, offsets, (const MPI_Datatype *)types,
                                &result->handle);
}
static inline int cmpi_alltoallw(const void *send, const int *send_counts, const int *send_offsets,
                                 const CMPIDatatype *send_types, void *receive,
                                 const int *receive_counts, const int *receive_offsets,
                                 const CMPIDatatype *receive_types, CMPIComm comm) {
  return MPI_Alltoallw(send, send_counts, send_offsets, (const MPI_Datatype *)send_types, receive,
                       receive_counts, receive_offsets, (const MPI_Datatype *)receive_types,
                       comm.handle);
}

// Calls that take an array of requests.
static inline int cmpi_waitany(int count, CMPIRequest *requests, int *index, MPI_Status *status) {
  return MPI_Waitany(count, (MPI_Request *)requests, index, status);
}
static inline int cmpi_testany(int count, CMPIRequest *requests, int *index, int *done,
                               MPI_Status *status) {
  return MPI_Testany(count, (MPI_Request *)requests, index, done, status);
}
static inline int cmpi_waitsome(int count, CMPIRequest *requests, int *done, int *indices,
                                MPI_Status *statuses) {
  return MPI_Waitsome(count, (MPI_Request *)requests, done, indices, statuses);
}
static inline int cmpi_testsome(int count, CMPIRequest *requests, int *done, int *indices,
                                MPI_Status *statuses) {
  return MPI_Testsome(count, (MPI_Request *)requests, done, indices, statuses);
}

// A key by which datatypes keep an attribute, also when they are copied; the callbacks are macros.
static inline int cmpi_type_create_keyval(int *key) {
  return MPI_Type_create_keyval(MPI_TYPE_DUP_FN, MPI_TYPE_NULL_DELETE_FN, key, NULL);
}
