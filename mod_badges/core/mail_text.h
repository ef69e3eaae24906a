/* Mails that an organisation words itself: a subject of one line and a body in Markdown, both with fields ({{recipient.name}}, {{#credential.expires}}...{{/credential.expires}}).
 *
 * A value of a field is never read as Markdown or HTML, whatever stands in it; in the subject it cannot begin another line. An address becomes a link
 * wherever it stands. A link that stands alone in its paragraph is shown as a button. The plain-text part is made from the same Markdown.
 *
 * A mail is composed at the moment when it is sent (jobs/outbox.c): a changed text changes what still waits, and nothing that was sent. */
#ifndef BDG_CORE_MAIL_TEXT_H
#define BDG_CORE_MAIL_TEXT_H
#include "base/json.h"
#include "base/site.h"
#include "core/edit.h"
#include "store/mail_text.h"

#define BDG_MAIL_SUBJECT_MAX 300      /* characters */
#define BDG_MAIL_BODY_MAX 20000

typedef enum { BDG_MAIL_TEXT_AWARD, BDG_MAIL_TEXT_WELCOME, BDG_MAIL_TEXT_KINDS } bdg_mail_text_e;
typedef struct bdg_mail_field_t { const char *name, *help, *sample; int link, optional; } bdg_mail_field_t;
typedef struct bdg_mail_text_kind_t {
    const char *kind;                    /* "award": in addresses and in the database */
    const char *title;
    const char *needed;                  /* the field that must be there */
    const bdg_mail_field_t *fields;      /* ends with name NULL */
    const char *subject, *body;          /* as the product ships them */
} bdg_mail_text_kind_t;
extern const bdg_mail_text_kind_t bdg_mail_text_kinds[BDG_MAIL_TEXT_KINDS];

/* bdg_view_fill(), which this room does not see. */
typedef bdg_err_t *bdg_mail_fill_fn(const char *text, size_t len, const char *const *fields, const json_t *model, bdg_buf_t *out, apr_pool_t *scratch_pool);

/* Of the organisation and those above it, the nearest that has a text for this language (itself, or what it is a kind of: de for de-AT), or one for all
 * languages. NULL in *out: the product's own. language may be NULL. */
bdg_err_t *bdg_mail_text_find(const bdg_mail_text_t **out, bdg_db_t *db, int64_t organisation_id, bdg_mail_text_e kind, const char *language, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same among rows of bdg_mail_text_list(); not nearer than depth. */
const bdg_mail_text_t *bdg_mail_text_choose(const apr_array_header_t *rows, const char *language, int depth);

typedef struct bdg_mail_words_t { const char *subject, *html, *text; } bdg_mail_words_t;
/* values: {"recipient.name": "...", ...}, texts as they are; one that is missing is empty. BDG_E_INVALID, BDG_E_MALFORMED, BDG_E_TOO_LARGE: for its writer. */
bdg_err_t *bdg_mail_text_compose(bdg_mail_words_t *out, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *subject, const char *body, const json_t *values,
                                 apr_pool_t *pool) BDG_MUST_CHECK;

/* Made-up values. all: those that may be missing, too. */
json_t *bdg_mail_text_sample(bdg_mail_text_e kind, int all, apr_pool_t *pool);
/* The values of an award, and the language that its badge has. BDG_E_NOT_FOUND; BDG_E_GONE: it is revoked. */
bdg_err_t *bdg_mail_text_award(json_t **values, const char **language, bdg_db_t *db, const bdg_site_t *site, int64_t assertion_id, apr_pool_t *pool) BDG_MUST_CHECK;

/* The clean values; flaws where the text cannot be used: unknown fields are told with those that there are, and the link must be in it, whatever is empty. */
bdg_err_t *bdg_mail_text_check(const char **subject, const char **body, bdg_check_t *check, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *typed_subject,
                               const char *typed_body) BDG_MUST_CHECK;
/* edit->organisation_id; edit->revision of the text in this language (0: there is none). language "": for all others. */
bdg_err_t *bdg_mail_text_save(const bdg_edit_t *edit, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *language, const char *subject, const char *body) BDG_MUST_CHECK;
/* Back to what is above, or to the product's own. */
bdg_err_t *bdg_mail_text_drop(const bdg_edit_t *edit, bdg_mail_text_e kind, const char *language) BDG_MUST_CHECK;
/* A mail to the actor's own address, with what was typed, into the outbox. assertion_id: whose values are shown; 0: made-up ones. Composed when it is sent. */
#define BDG_MAIL_TEST_KIND "mail.test"
bdg_err_t *bdg_mail_text_test(const bdg_edit_t *edit, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *language, const char *subject, const char *body, int64_t assertion_id) BDG_MUST_CHECK;
#endif
