/* A framework of skills, standards or outcomes as a file: CASE 1.0 or 1.1 of 1EdTech (a CFPackage as JSON: CFDocument, CFItems, CFAssociations), or a spreadsheet
 * (CSV or XLSX) with one item a row. Read twice: once to find out what it is, whether it can be read wholly, and what stands below what; once for its items.
 * Memory: some 60 bytes an item, whatever it says.
 *
 * Columns of a spreadsheet are known by their headings, in any order and case: a name (Name, Title, Statement, fullStatement, preferredLabel, Skill name) is needed; code
 * (Code, humanCodingScheme, Notation), description (Description, Notes, Definition), address (URL, URI, conceptUri, targetUrl), kind (Type, CFItemType), identifier
 * (Identifier, ID), parent (Parent, isChildOf, broader: what the row above it has as identifier or, without
 * one, as code or address). */
#ifndef BDG_FRAMEWORK_FILE_H
#define BDG_FRAMEWORK_FILE_H
#include "base/err.h"
#include <apr_pools.h>

#define BDG_FRAMEWORK_ITEMS_MAX 200000
#define BDG_FRAMEWORK_NAME_MAX 200           /* characters, of the framework, and of an item as badges name it */
#define BDG_FRAMEWORK_TEXT_MAX 1000          /* of an item's description; longer ones are cut */
#define BDG_FRAMEWORK_CODE_MAX 100

typedef struct bdg_framework_about_t {
    const char *kind;                        /* "case", "csv" (any spreadsheet) */
    const char *name, *publisher, *url, *version, *identifier;   /* of a CFDocument; NULL for what is not said, and of spreadsheets */
    int items;
    int skipped;                             /* rows without a name, or with an address that cannot be one */
} bdg_framework_about_t;

typedef struct bdg_framework_item_t {
    int number, parent;                      /* place in the file, from 1; parent: number of the item above it, 0 for none */
    const char *code, *name, *description, *kind, *url;   /* clean; only name is always there */
} bdg_framework_item_t;

typedef struct bdg_framework_file_t bdg_framework_file_t;
/* An error of its ends the reading and is passed up. item lives during the call. */
typedef bdg_err_t *bdg_framework_item_fn(void *baton, const bdg_framework_item_t *item);

/* Reads all of the file at path once. BDG_E_MALFORMED, BDG_E_UNSUPPORTED, BDG_E_TOO_LARGE, BDG_E_INVALID (no items, no column for names, too many) with a sentence for
 * whoever chose the file. */
bdg_err_t *bdg_framework_file_open(bdg_framework_file_t **out, const char *path, apr_pool_t *pool) BDG_MUST_CHECK;
const bdg_framework_about_t *bdg_framework_file_about(const bdg_framework_file_t *file);
/* All items in order. */
bdg_err_t *bdg_framework_file_items(bdg_framework_file_t *file, bdg_framework_item_fn *fn, void *baton) BDG_MUST_CHECK;
#endif
