/* Rows of a spreadsheet, packed into the chunks of batch_chunk.data, so that the file itself is not needed again.
 *
 * A record: varint number (as the spreadsheet shows it), byte flags (BDG_ROW_* of io/table.h), byte more (BDG_PACKED_*), varint cells, then for
 * each cell a varint length and its UTF-8. Varints are LEB128 (7 bits a byte, low first). Empty cells at the end of a row are left out.
 * All rows with any text are kept, those above the header too: another row can be made the header without asking for the file again. */
#ifndef BDG_BATCH_ROWS_H
#define BDG_BATCH_ROWS_H
#include "base/buf.h"
#include "io/table.h"

#define BDG_PACKED_HIDDEN 0x01u

#define BDG_CHUNK_ROWS 1000
#define BDG_CHUNK_BYTES (64 * 1024)     /* a chunk is closed by whichever comes first; a single row may be larger */

typedef struct bdg_packed_row_t {
    int number;                         /* as the spreadsheet shows it */
    unsigned flags;                     /* BDG_ROW_* */
    int hidden, ncells;
    bdg_slice_t cells[BDG_TABLE_COLUMNS];   /* point into the chunk */
} bdg_packed_row_t;

void bdg_rows_pack(bdg_buf_t *out, const bdg_table_row_t *row);
/* Reads the record at *at and moves *at behind it. 0 at the end, -1 when the chunk is damaged. */
int bdg_rows_next(bdg_packed_row_t *row, const char **at, const char *end);
/* Nothing but space in it? */
int bdg_rows_blank(const bdg_table_row_t *row);
/* What an uploaded file is called, without folders, at most 255 characters (the end of it). */
const char *bdg_rows_file_name(const char *name, apr_pool_t *pool);
#endif
