/* badgesctl reset-second-factor: for somebody who lost telephone and recovery codes. */
#include "cli/cli.h"
#include "base/str.h"
#include "core/second_factor.h"
#include "store/account.h"
#include <string.h>

bdg_err_t *bdg_cli_reset_second_factor(bdg_cli_t *cli, int argc, char **argv)
{
    const char *email = NULL;
    bdg_account_t *a;
    bdg_db_t *db;
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { "--email", &email, NULL }, { NULL, NULL, NULL } }));
    if (!email)
        return bdg_cli_usage(cli, "reset-second-factor needs --email.");
    BDG_TRY(bdg_cli_db(cli, &db));
    bdg_err_t *e = bdg_account_by_email(&a, db, bdg_email_normalise(bdg_text_clean(email, strlen(email), 0, cli->pool), cli->pool), cli->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no account for %s.", email);
    BDG_TRY(e);
    e = bdg_second_factor_reset(db, a->id, cli->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_CONFLICT, "%s does not use two-factor authentication.", a->email);
    BDG_TRY(e);
    bdg_cli_say(cli, "%s signs in with the password alone now, and can set up two-factor authentication again.", a->email);
    cli->answer = bdg_json_str(bdg_json_object(cli->pool), "email", a->email);
    return NULL;
}
