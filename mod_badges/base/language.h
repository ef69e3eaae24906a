/* Languages: the sentences of this program in other words than English.
 *
 * English is what the source says. Each other language is a catalogue, a file of GNU gettext (conf/locale/de.po, compiled to de.mo). All are read once,
 * when a configuration begins, and never changed; any number of threads may look things up. Which one applies is a property of the thread: web/dispatch.c
 * chooses it for a request, jobs/outbox.c for a mail; everywhere else it is English, so logs and documents are English.
 *
 * A sentence that is not in the catalogue, or whose translation does not have the same arguments, appears in English. */
#ifndef BDG_LANGUAGE_H
#define BDG_LANGUAGE_H
#include "base/err.h"
#include <apr_pools.h>
#include <stdarg.h>

typedef struct bdg_language_t {
    const char *tag;                     /* BCP 47: "en", "de", "pt-BR"; the name of its file */
    const char *name;                    /* in the language itself: "Deutsch" */
    const char *direction;               /* "ltr", "rtl" */
    int index;                           /* 0: English; then in the order of their tags */
    const char *months[12], *months_short[12];
    const char *date, *date_short;       /* printf formats: day (int), month (string), year (int) */
    const char *date_time;               /* printf format: date, time, zone; strings */
    const char *thousands, *decimal;     /* "," and "." in English */
    const struct bdg_catalogue_t *catalogue;   /* NULL: English */
} bdg_language_t;

typedef struct bdg_languages_t {
    const bdg_language_t *const *list;   /* English first */
    int count;
} bdg_languages_t;

#define BDG_LANGUAGES_MAX 64
extern const bdg_languages_t bdg_only_english;

/* Reads every *.mo of dir (at most 8 MiB and 20,000 sentences each). They live as long as pool. A folder that is not there is English alone.
 * BDG_E_MALFORMED and BDG_E_TOO_LARGE name the file. */
bdg_err_t *bdg_languages_load(const bdg_languages_t **out, const char *dir, apr_pool_t *pool) BDG_MUST_CHECK;
/* One catalogue in memory (copied), for which tag is the name. */
bdg_err_t *bdg_language_read(bdg_language_t **out, const char *tag, const void *mo, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* By its tag, in any case; NULL: there is no such catalogue. tag may be NULL. */
const bdg_language_t *bdg_languages_find(const bdg_languages_t *all, const char *tag);
/* The best for an Accept-Language header (RFC 9110, 12.5.4; lookup of RFC 4647: "de-AT" is served with "de"). header may be NULL. Never NULL. */
const bdg_language_t *bdg_languages_accepted(const bdg_languages_t *all, const char *header);

const bdg_language_t *bdg_language_now(void);            /* of this thread; never NULL */
void bdg_language_use(const bdg_language_t *language);   /* NULL: English */

/* Sentences of the thread's language. N_() marks one that is looked up later, by bdg_tr(). */
#define _(sentence) bdg_tr(sentence)
#define N_(sentence) (sentence)
const char *bdg_tr(const char *sentence) __attribute__((format_arg(1)));                       /* NULL and "" come back as they are */
/* Where one English word has several meanings: context says which. */
const char *bdg_tr_in(const char *context, const char *sentence) __attribute__((format_arg(2)));
const char *bdg_tr_n(const char *one, const char *many, long n) __attribute__((format_arg(1), format_arg(2)));
/* A sentence with arguments, as libc's printf has them. It is looked up whole, so never put one together of pieces. */
const char *bdg_say(apr_pool_t *pool, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* n decides which of the forms is taken; it must be given among the arguments, too. The one that English has for 1 may leave it out. */
const char *bdg_say_n(apr_pool_t *pool, const char *one, const char *many, long n, ...) __attribute__((format(printf, 3, 5)));
/* On the heap, NULL without memory. *english: the same in English where that is another text, else NULL; english may be NULL. */
char *bdg_say_v(char **english, const char *fmt, va_list ap);

/* For view/: NULL where language has no translation. */
const char *bdg_language_find(const bdg_language_t *language, const char *sentence);
/* May the translation stand for the format? It takes the same arguments, in any order (%2$s), and no more. */
int bdg_format_fits(const char *fmt, const char *translation);
#endif
