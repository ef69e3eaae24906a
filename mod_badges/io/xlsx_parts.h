/* The parts of an XLSX package, for io/xlsx*.c only. */
#ifndef BDG_XLSX_PARTS_H
#define BDG_XLSX_PARTS_H
#include "io/sax.h"
#include "io/unzip.h"
#include "io/xlsx.h"
#include <stdint.h>

/* --- xlsx_strings.c: the table of shared strings */
typedef struct bdg_xlsx_strings_t bdg_xlsx_strings_t;
bdg_err_t *bdg_xlsx_strings_read(bdg_xlsx_strings_t **out, bdg_unzip_t *zip, const char *part, apr_pool_t *pool) BDG_MUST_CHECK;
/* 0 when there is no such string. strings may be NULL. */
int bdg_xlsx_string(const bdg_xlsx_strings_t *strings, int index, bdg_slice_t *out);
/* Decodes _xHHHH_ in place (ECMA-376 22.9.2.19 ST_Xstring). Returns the new length, which is never longer. */
size_t bdg_xlsx_unescape(char *s, size_t len);

/* --- xlsx_values.c: number formats, and numbers as text */
typedef enum { BDG_XLSX_NUMBER, BDG_XLSX_DATE, BDG_XLSX_TIME, BDG_XLSX_ELAPSED } bdg_xlsx_format_e;
typedef struct bdg_xlsx_styles_t bdg_xlsx_styles_t;
bdg_err_t *bdg_xlsx_styles_read(bdg_xlsx_styles_t **out, bdg_unzip_t *zip, const char *part, apr_pool_t *pool) BDG_MUST_CHECK;
/* styles may be NULL; an unknown style is a plain number. */
bdg_xlsx_format_e bdg_xlsx_style(const bdg_xlsx_styles_t *styles, int style);
bdg_xlsx_format_e bdg_xlsx_format_of(const char *code, size_t len);
/* The text of a number: v is what stands in <v>. Returns its length, 0 when v is no number. */
#define BDG_XLSX_NUMBER_MAX 64
size_t bdg_xlsx_number(char out[BDG_XLSX_NUMBER_MAX], const char *v, size_t len, bdg_xlsx_format_e format, int date1904);

/* --- xlsx_sheet.c: the rows of one sheet */
typedef struct bdg_xlsx_sheet_t bdg_xlsx_sheet_t;
typedef struct bdg_xlsx_context_t {
    bdg_unzip_t *zip;
    const bdg_xlsx_strings_t *strings;
    const bdg_xlsx_styles_t *styles;
    int date1904;
    bdg_table_limits_t limits;
} bdg_xlsx_context_t;
/* Closed with pool. */
bdg_err_t *bdg_xlsx_sheet_open(bdg_xlsx_sheet_t **out, const bdg_xlsx_context_t *context, const char *part, apr_pool_t *pool) BDG_MUST_CHECK;
/* Reads on until there is a row to deliver. *any is 0 when the sheet has no more. */
bdg_err_t *bdg_xlsx_sheet_pump(bdg_xlsx_sheet_t *s, int *any) BDG_MUST_CHECK;
bdg_err_t *bdg_xlsx_sheet_next(bdg_xlsx_sheet_t *s, bdg_table_row_t *row, int *eof) BDG_MUST_CHECK;

/* --- xlsx.c */
/* Runs a whole part through a handler. */
bdg_err_t *bdg_xlsx_part(bdg_unzip_t *zip, const char *part, const bdg_sax_handler_t *handler, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_xlsx_damaged(const char *why) BDG_MUST_CHECK;
#endif
