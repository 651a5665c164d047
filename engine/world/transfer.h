// Bytes of a snapshot on their way out or in. What a snapshot holds is described once, for both ways, so that they cannot differ.
//
// A piece is as many bytes as the caller says, filled up with zeros to a multiple of eight. A section has a name and a size, and ends
// with a seal: the digest of all bytes before it (base/digest.h), so that the last seal answers for the whole.
#ifndef FANLOOP_WORLD_TRANSFER_H
#define FANLOOP_WORLD_TRANSFER_H

#include "fanloop/world.h"

typedef enum fl_way {
  FL_COUNTING, // bytes are counted only: a section says its size before it begins
  FL_SAVING,
  FL_LOADING
} fl_way;

typedef struct fl_transfer {
  fl_way way;
  fl_bytes_out out;
  fl_bytes_in in;
  fl_messages *messages; // loading
  uint64_t lanes[2];     // digest so far
  uint64_t carried;      // bytes so far
  uint64_t left;         // loading: bytes of the section that are still to come
  const char *section;
  fl_status status; // once it is not FL_OK nothing is carried any more
} fl_transfer;

enum { FL_SECTION_NAME = 16 }; // bytes, NUL included

// `size` bytes at `bytes` go out, or come in. After a failed one the bytes hold anything: look at `status` before they are used.
void fl_carry(fl_transfer *transfer, void *bytes, size_t size);
// A seal: written, or compared. What came in before it can be trusted when `status` is FL_OK after it.
void fl_seal(fl_transfer *transfer);
// A whole section; `content` carries what is in it.
void fl_section(fl_transfer *transfer, const char *name, void (*content)(fl_transfer *transfer, void *what), void *what);
// Loading: passes over the rest of the section.
void fl_skip(fl_transfer *transfer);
// Loading ends with this status, and one message. Of several refusals the first counts.
void fl_refuse(fl_transfer *transfer, fl_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
