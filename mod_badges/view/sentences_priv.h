/* Pieces of a template's source. Shared by the two files of sentences; nobody else. */
#ifndef BDG_SENTENCES_PRIV_H
#define BDG_SENTENCES_PRIV_H
#include "view/sentences.h"
#include <apr_tables.h>

typedef enum {
    PIECE_TEXT,
    PIECE_VALUE,      /* {{x}}, {{{x}}}, {{&x}} */
    PIECE_OPEN,       /* an inline tag or a section; match: its end */
    PIECE_CLOSE,      /* match: its beginning */
    PIECE_SINGLE,     /* <br>, <input>, <svg>...</svg>: inline, with nothing of ours inside */
    PIECE_LITERAL,    /* <code>...</code>: shown to translators as it stands */
    PIECE_BREAK       /* ends a sentence: tags of blocks, partials, comments */
} piece_kind_e;

typedef struct piece_t {
    piece_kind_e kind;
    int section;          /* OPEN, CLOSE: of Mustache */
    int plain;            /* tag without attributes */
    const char *s; size_t len;
    const char *name; size_t name_len;   /* of the tag or section */
    const char *out; size_t out_len;     /* the source with its attributes translated; s where there are none */
    int match;
    unsigned line;
} piece_t;

#define PIECE(a, i) APR_ARRAY_IDX((a), (i), piece_t)

typedef struct cutter_t {
    const char *file, *pos, *end;
    int html;
    unsigned line;
    bdg_sentence_fn *fn;
    void *baton;
    apr_array_header_t *pieces;
    apr_pool_t *pool;
} cutter_t;

/* Fills pieces. */
bdg_err_t *bdg_sentences_cut(cutter_t *c) BDG_MUST_CHECK;
/* Is there a letter, outside of entities and of {{...}}? */
int bdg_sentences_letters(const char *s, size_t len);
/* White space of any kind and length is one space; none at the ends. */
const char *bdg_sentences_collapse(const char *s, size_t len, apr_pool_t *pool);
/* The end of the {{...}} that begins at s; NULL when there is none before end. */
const char *bdg_sentences_mustache_end(const char *s, const char *end);
#endif
