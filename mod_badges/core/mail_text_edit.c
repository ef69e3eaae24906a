/* Texts of mails are written, changed, tried and taken back. */
#include "core/mail_text.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include "store/audit.h"
#include "store/outbox.h"
#include <apr_strings.h>
#include <string.h>

static const char *fields_words(const bdg_mail_text_kind_t *k, apr_pool_t *pool)
{
    const char *s = "";
    for (const bdg_mail_field_t *f = k->fields; f->name; f++)
        s = apr_pstrcat(pool, s, *s ? ", " : "", "{{", f->name, "}}", NULL);
    return s;
}

/* Does it work, with everything and with as little as there may be? */
static bdg_err_t *try_out(bdg_mail_words_t words[2], bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *subject, const char *body, apr_pool_t *pool)
{
    for (int all = 0; all < 2; all++)
        BDG_TRY(bdg_mail_text_compose(&words[all], fill, kind, subject, body, bdg_mail_text_sample(kind, all, pool), pool));
    return NULL;
}

static int is_flaw(const bdg_err_t *e) { return e->code == BDG_E_INVALID || e->code == BDG_E_MALFORMED || e->code == BDG_E_TOO_LARGE; }

static bdg_err_t *flaw(bdg_check_t *c, const char *field, const char *label, const bdg_mail_text_kind_t *k, bdg_err_t *e)
{
    if (!e || !is_flaw(e))
        return e;
    bdg_check_add(c, field, label, "%s%s%s", e->message, e->code == BDG_E_INVALID ? " You can use " : "", e->code == BDG_E_INVALID ? apr_pstrcat(c->pool, fields_words(k, c->pool), ".", NULL) : "");
    bdg_err_clear(e);
    return NULL;
}

static int has_link(const bdg_mail_words_t *w, const char *url, apr_pool_t *pool)
{
    return strstr(w->html, apr_pstrcat(pool, "href=\"", url, "\"", NULL)) && strstr(w->text, url);
}

bdg_err_t *bdg_mail_text_check(const char **subject, const char **body, bdg_check_t *c, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *typed_subject, const char *typed_body)
{
    const bdg_mail_text_kind_t *k = &bdg_mail_text_kinds[kind];
    bdg_mail_words_t words[2];
    *subject = bdg_check_line(c, "subject", "Subject", typed_subject, 1, BDG_MAIL_SUBJECT_MAX);
    *body = bdg_check_lines(c, "body", "Text", typed_body, 1, BDG_MAIL_BODY_MAX);
    BDG_TRY(bdg_check_result(c));
    BDG_TRY(flaw(c, "subject", _("Subject"), k, try_out(words, fill, kind, *subject, "", c->pool)));
    if (!bdg_check_count(c) && (!*words[0].subject || !*words[1].subject))
        bdg_check_add(c, "subject", "Subject", "This comes out empty when a field is empty. Put a word beside the field.");
    int before = bdg_check_count(c);
    BDG_TRY(flaw(c, "body", _("Text"), k, try_out(words, fill, kind, "x", *body, c->pool)));
    if (bdg_check_count(c) == before) {
        const char *url = bdg_json_get_str(bdg_mail_text_sample(kind, 0, c->pool), k->needed);
        if (!has_link(&words[0], url, c->pool) || !has_link(&words[1], url, c->pool))
            bdg_check_add(c, "body", "Text", "Without {{%s}} people would not find what the mail is about. Put it into the text, outside of code and of conditions.", k->needed);
    }
    return bdg_check_result(c);
}

static json_t *as_json(const bdg_mail_text_t *t, apr_pool_t *pool)
{
    if (!t)
        return NULL;
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "language", t->language);
    bdg_json_str(o, "subject", t->subject);
    return bdg_json_str(o, "body", t->body);
}

typedef struct change_t { const bdg_edit_t *edit; bdg_mail_text_e kind; bdg_mail_text_t text; int drop; } change_t;

static bdg_err_t *change_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *c = baton;
    const bdg_edit_t *edit = c->edit;
    const bdg_mail_text_kind_t *k = &bdg_mail_text_kinds[c->kind];
    apr_array_header_t *rows;
    const bdg_mail_text_t *now = NULL;
    BDG_TRY(bdg_mail_text_list(&rows, db, edit->organisation_id, k->kind, pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_mail_text_t *t = &APR_ARRAY_IDX(rows, i, bdg_mail_text_t);
        if (!t->depth && !strcmp(t->language, c->text.language))
            now = t;
    }
    if (c->drop)
        BDG_TRY(bdg_mail_text_delete(db, edit->organisation_id, k->kind, c->text.language, edit->revision));
    else
        BDG_TRY(bdg_mail_text_put(db, edit->organisation_id, edit->actor->account_id, k->kind, &c->text));
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, apr_pstrcat(pool, "mail_text.", c->drop ? "drop_" : "write_", k->kind, NULL), "mail_text",
                     edit->organisation_id, as_json(now, pool), c->drop ? NULL : as_json(&c->text, pool), pool);
}

static bdg_err_t *check_language(bdg_check_t *c, const char *language)
{
    if (*language && !bdg_language_ok(language))
        bdg_check_add(c, "language", "Language", "Choose one of the list.");
    return bdg_check_result(c);
}

bdg_err_t *bdg_mail_text_save(const bdg_edit_t *edit, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *language, const char *subject, const char *body)
{
    change_t c = { edit, kind, { .language = language, .revision = edit->revision }, 0 };
    BDG_TRY(check_language(edit->check, language));
    BDG_TRY(bdg_mail_text_check(&c.text.subject, &c.text.body, edit->check, fill, kind, subject, body));
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

bdg_err_t *bdg_mail_text_drop(const bdg_edit_t *edit, bdg_mail_text_e kind, const char *language)
{
    change_t c = { edit, kind, { .language = language }, 1 };
    return bdg_db_tx(edit->db, change_tx, &c, edit->pool);
}

/* --- a mail to oneself */

typedef struct test_t { const bdg_edit_t *edit; const char *payload; char id[BDG_ID_LEN + 1]; } test_t;

static bdg_err_t *test_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const test_t *t = baton;
    return bdg_outbox_put(db, t->edit->organisation_id, BDG_MAIL_TEST_KIND, apr_pstrcat(pool, "test:", t->id, NULL), 0, 0, t->edit->actor->email, t->payload);
}

bdg_err_t *bdg_mail_text_test(const bdg_edit_t *edit, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *language, const char *subject, const char *body, int64_t assertion_id)
{
    test_t t = { .edit = edit };
    const char *clean_subject, *clean_body;
    json_t *o = bdg_json_object(edit->pool);
    BDG_TRY(check_language(edit->check, language));
    BDG_TRY(bdg_mail_text_check(&clean_subject, &clean_body, edit->check, fill, kind, subject, body));
    bdg_json_int(o, "kind", kind);
    bdg_json_str(o, "language", language);
    bdg_json_str(o, "subject", clean_subject);
    bdg_json_str(o, "body", clean_body);
    bdg_json_int(o, "assertion", assertion_id);
    t.payload = bdg_json_dump(o, edit->pool);
    bdg_id_new(t.id);
    return bdg_db_tx(edit->db, test_tx, &t, edit->pool);
}
