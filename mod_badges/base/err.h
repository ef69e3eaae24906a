/* Errors: one chainable object, one enum of what went wrong.
 *
 * A function that can fail returns bdg_err_t * (NULL means fine). The caller owns it and either passes it up with
 * BDG_TRY, or ends it with bdg_err_clear(). Errors live on the heap of their own: they survive the pools of those
 * who made them. They are logged once, at the edge (web/dispatch.c, jobs/, cli/). */
#ifndef BDG_ERR_H
#define BDG_ERR_H
#include <stddef.h>

typedef enum bdg_code_e {
    BDG_E_INVALID = 1,    /* what was sent cannot be used; message says what would be right        (422) */
    BDG_E_MALFORMED,      /* not even readable: broken syntax                                       (400) */
    BDG_E_UNAUTHENTICATED,/* who are you                                                            (401) */
    BDG_E_FORBIDDEN,      /* known, and may not                                                     (403) */
    BDG_E_NOT_FOUND,      /* no such thing, or not for these eyes                                   (404) */
    BDG_E_METHOD,         /* there, but not by this method                                          (405) */
    BDG_E_CONFLICT,       /* somebody was quicker: stale revision, taken name, state does not allow (409) */
    BDG_E_GONE,           /* was here, has been withdrawn for good                                  (410) */
    BDG_E_PRECONDITION,   /* If-Match does not hold                                                 (412) */
    BDG_E_TOO_LARGE,      /* over a cap; message names the cap                                      (413) */
    BDG_E_UNSUPPORTED,    /* a kind of file or body that is not taken                               (415) */
    BDG_E_RATE,           /* too often; try later                                                   (429) */
    BDG_E_UNAVAILABLE,    /* the database, or another part, is away; try again                      (503) */
    BDG_E_UNKNOWN_OUTCOME,/* COMMIT was sent and its answer lost: look the key up, then decide       (503) */
    BDG_E_DUPLICATE,      /* a unique key exists already (store only; core turns it into CONFLICT)   (409) */
    BDG_E_RETRY,          /* transaction must be run again whole (store only, never leaves bdg_db_tx)(503) */
    BDG_E_NOMEM,
    BDG_E_INTERNAL        /* a bug or a broken machine                                              (500) */
} bdg_code_e;

typedef struct bdg_err_t {
    bdg_code_e code;
    const char *message;      /* UTF-8 sentence, safe to show to anyone, in the language of the thread that made it (base/language.h) */
    const char *english;      /* the same in English where message is not, else NULL: bdg_err_english() */
    const char *detail;       /* for the log only, may be NULL */
    struct bdg_err_t *cause;  /* owned, may be NULL */
    const char *file;
    int line;
} bdg_err_t;

#define BDG_MUST_CHECK __attribute__((warn_unused_result))

/* Makes an error; message is printf-like and must be safe to show. It is translated whole (`make po` finds it), so fmt is a literal. Never returns NULL. */
bdg_err_t *bdg_err_make(bdg_code_e code, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5))) BDG_MUST_CHECK __attribute__((returns_nonnull));
#define bdg_err(code, ...) bdg_err_make((code), __FILE__, __LINE__, __VA_ARGS__)

/* Adds a detail for the log (printf-like); returns err. */
bdg_err_t *bdg_err_detail(bdg_err_t *err, const char *fmt, ...) __attribute__((format(printf, 2, 3), returns_nonnull));
/* Wraps cause (owned from now on) into a new error with its own code and message. */
bdg_err_t *bdg_err_wrap(bdg_err_t *cause, bdg_code_e code, const char *fmt, ...) __attribute__((format(printf, 3, 4), returns_nonnull));
/* The message for logs, for programs, and for what is stored and shown to others later. */
const char *bdg_err_english(const bdg_err_t *err);
void bdg_err_clear(bdg_err_t *err);  /* NULL is fine */

#ifdef __clang_analyzer__   /* it does not take returns_nonnull for an answer, and then sees errors that are none */
static inline bdg_err_t *bdg_err_sure(bdg_err_t *err)
{
    if (!err)
        __builtin_unreachable();
    return err;
}
#undef bdg_err
#define bdg_err(code, ...) bdg_err_sure(bdg_err_make((code), __FILE__, __LINE__, __VA_ARGS__))
#define bdg_err_detail(...) bdg_err_sure(bdg_err_detail(__VA_ARGS__))
#define bdg_err_wrap(...) bdg_err_sure(bdg_err_wrap(__VA_ARGS__))
#else
#define bdg_err_sure(err) (err)   /* for what a function of one's own gives, and is always an error */
#endif

/* Passes an error up. */
#define BDG_TRY(call) do { bdg_err_t *bdg_try_e_ = (call); if (bdg_try_e_) return bdg_try_e_; } while (0)
/* Passes an error up after doing something. */
#define BDG_TRY_ELSE(call, cleanup) do { bdg_err_t *bdg_try_e_ = (call); if (bdg_try_e_) { cleanup; return bdg_try_e_; } } while (0)

const char *bdg_code_name(bdg_code_e code);   /* "invalid", "not_found", ... */
#endif
