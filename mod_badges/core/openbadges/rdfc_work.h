/* What the two halves of RDFC-1.0 share: rdfc.c (first degree, output) and rdfc_ndegree.c. */
#ifndef BDG_RDFC_WORK_H
#define BDG_RDFC_WORK_H
#include "core/openbadges/digest.h"
#include "core/openbadges/rdfc.h"

typedef struct rdfc_hole_t { int node; char position; size_t at, len; } rdfc_hole_t;   /* a label in a line: where it stands, whose it is */

typedef struct rdfc_line_t {
    const bdg_quad_t *quad;
    size_t at, len;                 /* in rdfc_t.text, with the labels of the input */
    int nholes;
    rdfc_hole_t holes[3];
} rdfc_line_t;

typedef struct rdfc_mention_t { const rdfc_line_t *line; struct rdfc_mention_t *next; } rdfc_mention_t;

typedef struct rdfc_node_t {
    const char *label;
    rdfc_mention_t *mentions;       /* each line once */
    int canonical;                  /* n of "c14n<n>", or -1 */
    char first[2 * BDG_DIGEST_MAX + 1];   /* Hash First Degree Quads */
} rdfc_node_t;

typedef struct rdfc_t {
    rdfc_node_t *nodes;
    int nnodes, issued;             /* issued: how many have canonical */
    rdfc_line_t *lines;
    int nlines;
    bdg_buf_t *text, *scratch, *more;
    bdg_digest_t *digest;
    const bdg_rdfc_ready_t *ready;  /* or NULL */
    long work;                      /* what is left of BDG_RDFC_WORK */
    apr_pool_t *pool;
} rdfc_t;

/* Temporary identifiers: the one of order[k] is "b<k>". */
typedef struct rdfc_issuer_t { int *order, count, cap; apr_pool_t *pool; } rdfc_issuer_t;

/* Hash N-Degree Quads (section 4.8). issuer gets what was issued on the chosen path. BDG_E_TOO_LARGE. */
bdg_err_t *bdg_rdfc_ndegree(rdfc_t *c, int node, rdfc_issuer_t *issuer, char hash[2 * BDG_DIGEST_MAX + 1], int depth) BDG_MUST_CHECK;
void bdg_rdfc_issue(rdfc_issuer_t *issuer, int node);
#endif
