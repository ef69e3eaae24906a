#include "web/admin/column_model.h"
#include "base/language.h"
#include "web/words.h"
#include <apr_strings.h>

static const char *sure_text(const bdg_column_t *c)
{
    if (c->target == BDG_TARGET_NONE)
        return _("not used");
    static const char *const words[] = { N_("not used"), N_("please check"), "recognised", N_("as last time"), N_("your choice") };
    return _(words[c->sure]);
}

static const char *sure_tone(const bdg_column_t *c)
{
    return c->target == BDG_TARGET_NONE ? "none" : c->sure == BDG_SURE_GUESS ? "warn" : c->sure == BDG_SURE_KNOWN ? "good" : "info";
}

json_t *bdg_column_model(const bdg_req_t *req, const bdg_column_t *c, int i, json_t *targets)
{
    json_t *o = json_object();
    char letters[8];
    const char *samples = "";
    for (int k = 0; k < BDG_SAMPLES && c->samples[k]; k++)
        samples = apr_pstrcat(req->pool, samples, k ? " · " : "", c->samples[k], NULL);
    bdg_json_int(o, "index", i);
    bdg_json_str(o, "letter", bdg_table_column(i + 1, letters));
    bdg_words_set(o, "heading", c->heading);
    bdg_words_set(o, "samples", samples);
    bdg_json_str(o, "sure", sure_text(c));
    bdg_json_str(o, "tone", sure_tone(c));
    bdg_json_set(o, "targets", targets);
    bdg_json_bool(o, "dates", 0);
    bdg_json_set(o, "orders", json_array());
    return o;
}

const char *bdg_column_question(const bdg_question_t *q, const char *title, apr_pool_t *pool)
{
    if (q->kind == BDG_ASK_WHICH)
        return bdg_say(pool, "Several columns could be “%s”. Say which one it is, and that the others are not used.", title);
    return bdg_say(pool, "No column was recognised as “%s”. Say which one it is.", title);
}

void bdg_column_ask(json_t *list, const bdg_columns_t *cols, const bdg_question_t *q, const char *text, apr_pool_t *pool)
{
    json_t *o = json_object();
    int column = q->column;
    for (int k = 0; q->kind == BDG_ASK_WHICH && column < 0 && k < cols->n; k++)
        if (cols->c[k].target == q->target)
            column = k;
    bdg_json_str(o, "question", text);
    bdg_words_set(o, "field", column < 0 ? "column-0" : apr_psprintf(pool, "%s-%d", q->kind == BDG_ASK_ORDER ? "order" : "column", column));
    bdg_json_add(list, o);
}

int bdg_is_about_file(const bdg_err_t *e)
{
    return e->code == BDG_E_INVALID || e->code == BDG_E_UNSUPPORTED || e->code == BDG_E_MALFORMED || e->code == BDG_E_TOO_LARGE || e->code == BDG_E_NOT_FOUND;
}
