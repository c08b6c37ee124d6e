"""The desk in Russian: programs, their form and its example, publishing."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_programs": "Программы",
    "yes": "да",
    "no": "нет",
    "column_program": "Программа",
    "column_kind": "Вид",
    "column_state": "Состояние",
    "column_version": "Действует",
    "column_draft": "Черновик",
    "column_currency": "Валюта",
    "program_draft": "черновик",
    "program_published": "опубликована",
    "program_closed": "закрыта",
    "program_add": "Создать программу",
    "program_add_lead": (
        "Начните с того, что ближе всего; до публикации можно изменить всё."
    ),
    "program_none": "Программ пока нет",
    "program_none_lead": (
        "Программа определяет, что даёт карта: скидку, баллы, подарок. Начните с "
        "заготовки и сразу увидите, что даст покупка."
    ),
    "preset_tiers": "Серебро, Золото, Платина",
    "preset_reward": "Подарок",
    "preset_quarter_ladder": "5, 7 и 10 % по кварталам",
    "preset_quarter_ladder_lead": (
        "5 % с оборота 1 миллион за квартал, 7 % с 3, 10 % с 5."
    ),
    "preset_year_ladder": "5, 7 и 10 % по годам",
    "preset_year_ladder_lead": "С оборота 4, 12 и 20 миллионов за год.",
    "preset_flat": "Скидка 7 % на всё",
    "preset_flat_lead": "Одна скидка для всех, при желании — по категориям.",
    "preset_cashback": "Кешбэк 5 %",
    "preset_cashback_lead": "Баллы на год; ими можно оплатить половину покупки.",
    "preset_cashback_ladder": "Растущий кешбэк",
    "preset_cashback_ladder_lead": (
        "3 %, с оборота 1 миллион за квартал 5 %, с 3 миллионов 7 %."
    ),
    "preset_tenth": "Подарок за каждую десятую покупку",
    "preset_tenth_lead": "Штамп за каждую покупку, десять заполняют карту.",
    "preset_by_amount": "Штамп за каждые 10 000",
    "preset_by_amount_lead": (
        "Чем больше покупка, тем больше штампов; десять заполняют карту."
    ),
    "kind_discount_lead": "Снижает цену каждой покупки на процент.",
    "kind_accumulating_lead": "Скидка тем больше, чем больше куплено за период.",
    "kind_cashback_lead": "Возвращает баллы, которыми платят в следующий раз.",
    "kind_stamp_lead": "Собирает штампы; полная карта — подарок.",
    "program_name": "Название",
    "program_name_hint": "Оно стоит на карте.",
    "program_currency": "Валюта",
    "program_currency_hint": "Три буквы, например RUB. После публикации не меняется.",
    "program_time_zone": "Часовой пояс",
    "program_time_zone_hint": ("Например Europe/Moscow. После публикации не меняется."),
    "program_fixed": "{currency}, {time_zone}: не меняются с первой публикации.",
    "program_rules": "Что она даёт",
    "program_more": "Другие настройки",
    "program_policy": "Коммерческая политика",
    "program_policy_lead": (
        "Сколько можно отдать самое большее. Без числа ограничения нет."
    ),
    "program_card": "На карте",
    "program_design": "Дизайн",
    "program_terms_en": "Условия на английском",
    "program_terms_ru": "Условия на русском",
    "program_save": "Сохранить черновик",
    "program_save_hint": (
        "Название, условия и дизайн меняются сразу. То, что программа даёт, изменится "
        "после публикации."
    ),
    "program_links": "Ссылки для всех",
    "program_links_lead": (
        "По такой ссылке может вступить каждый. У компаний есть свои ссылки на их "
        "страницах."
    ),
    "pilot_title": "Пилот",
    "pilot_on": "Карту получают только люди этих компаний.",
    "pilot_off": (
        "Карту может получить каждый. Пилот даёт её сначала нескольким компаниям."
    ),
    "pilot_companies": "Компании пилота",
    "pilot_hint": (
        "Название или ИНН, по одному в строке. Пустой список — карта доступна всем."
    ),
    "pilot_save": "Сохранить пилот",
    "fault_pilot_only": (
        "Программа в пилоте, и компания этого человека в нём не участвует."
    ),
    "program_close": "Закрыть программу",
    "program_close_lead": (
        "Новых карт не будет, ссылки перестанут работать. Выданные карты действуют, "
        "пока каждая не закрыта."
    ),
    "program_reopen": "Снова открыть программу",
    "sort_rate": ", %",
    "sort_percent": ", %",
    "setting_rate_bp": "Ставка",
    "setting_rate_bp_hint": "От суммы покупки; для товаров, не названных ниже.",
    "setting_category_rates_bp": "Ставки категорий",
    "setting_category_rates_bp_hint": "Если у товаров категории другая ставка.",
    "row_category_rates_bp_name": "Категория",
    "row_category_rates_bp_rate": "Ставка, %",
    "setting_excluded_categories": "Категории, которые не участвуют",
    "setting_excluded_categories_hint": "Через запятую.",
    "setting_minimum_amount": "Наименьшая покупка",
    "setting_minimum_amount_hint": "За меньшую ничего не даётся.",
    "setting_maximum_discount": "Наибольшая скидка на покупку",
    "setting_tiers": "Уровни",
    "setting_tiers_hint": "С какого оборота какая ставка; начните с нижнего.",
    "row_tiers_name": "Уровень",
    "row_tiers_from_turnover": "С оборота",
    "row_tiers_rate_bp": "Ставка, %",
    "setting_period": "Оборот считается",
    "option_period_quarter": "за квартал",
    "option_period_month": "за месяц",
    "option_period_half": "за полугодие",
    "option_period_year": "за год",
    "option_period_lifetime": "за всё время",
    "option_period_rolling": "за последние дни",
    "setting_scope": "Чей оборот складывается",
    "option_scope_company": "всей компании",
    "option_scope_member": "каждого участника отдельно",
    "option_scope_holding": "всего холдинга",
    "setting_rolling_days": "Сколько последних дней",
    "setting_apply": "Покупка, на которой достигнут уровень",
    "option_apply_next": "идёт по прежней ставке",
    "option_apply_inclusive": "сразу идёт по новой ставке",
    "option_apply_marginal": "делится по ставкам",
    "setting_hold": "Достигнутый уровень действует",
    "option_hold_usual": "как принято для периода",
    "option_hold_within": "до конца периода",
    "option_hold_qualify": "до конца следующего периода",
    "setting_turnover_base": "Что идёт в оборот",
    "option_turnover_base_usual": "как принято",
    "option_turnover_base_net": "сумма после скидки",
    "option_turnover_base_gross": "сумма до скидки",
    "option_turnover_base_paid": "оплаченная сумма",
    "setting_downgrade": "В конце периода",
    "option_downgrade_to_earned": "снижение до заработанного уровня",
    "option_downgrade_one_step": "снижение не больше чем на уровень",
    "option_downgrade_never": "без снижения",
    "setting_grace_days": "Дней отсрочки после периода",
    "setting_rescue_bp": "Прощаемая нехватка оборота",
    "setting_on_refund": "После возврата",
    "option_on_refund_keep": "скидки следующих покупок остаются",
    "option_on_refund_recompute": "скидки следующих покупок пересматриваются",
    "setting_retro_bonus": "Бонус в конце периода за весь период",
    "setting_share_cap_bp": "Доля покупки, которую можно оплатить баллами",
    "setting_expiry_months": "Баллы живут месяцев",
    "setting_expiry_months_hint": "Без числа они не сгорают.",
    "setting_expiry_days": "Или дней",
    "setting_expiry_round_up_to": "Сгорают в конце",
    "option_expiry_round_up_to_usual": "того же дня",
    "option_expiry_round_up_to_month": "месяца",
    "option_expiry_round_up_to_quarter": "квартала",
    "option_expiry_round_up_to_half": "полугодия",
    "option_expiry_round_up_to_year": "года",
    "setting_discount_bp": "Скидка вместе с баллами",
    "setting_earn_base": "Баллы считаются",
    "option_earn_base_payable": "от суммы, оплаченной деньгами",
    "option_earn_base_net": "от цены после скидки",
    "option_earn_base_gross": "от полной цены",
    "setting_hold_days": "Через сколько дней баллы доступны",
    "setting_hold_until": "Баллы ждут",
    "option_hold_until_usual": "только эти дни",
    "option_hold_until_paid": "оплаты покупки",
    "setting_monthly_cap": "Предел баллов за месяц",
    "setting_maximum_balance": "Предел остатка баллов",
    "setting_whole_points": "Только целые баллы",
    "setting_mode": "Штамп за",
    "option_mode_purchase": "каждую покупку",
    "option_mode_amount": "каждую сумму",
    "option_mode_item": "каждый товар",
    "setting_slots": "Сколько штампов заполняют карту",
    "setting_reward_name": "Какой подарок",
    "setting_per_amount": "Сумма за штамп",
    "setting_per_amount_hint": "Если штампы даются за сумму.",
    "setting_milestones": "Подарки по пути",
    "setting_milestones_hint": "На каком штампе какой подарок.",
    "row_milestones_at": "Штамп",
    "row_milestones_reward_name": "Подарок",
    "setting_eligible_skus": "Товары, за которые даётся штамп",
    "setting_eligible_skus_hint": "Артикулы через запятую; пусто — за любые.",
    "setting_maximum_per_purchase": "Предел штампов за покупку",
    "setting_maximum_per_day": "Предел штампов за день",
    "setting_expiry_from": "Дни считаются",
    "option_expiry_from_usual": "от последнего штампа, если дни заданы",
    "option_expiry_from_last_stamp": "от последнего штампа",
    "option_expiry_from_first_stamp": "от первого штампа",
    "setting_reward_expiry_days": "Сколько дней ждёт подарок",
    "setting_code_minutes": "Сколько минут действует код подарка",
    "setting_carry_over": "Лишние штампы переходят на следующую карту",
    "setting_beneficiary": "Кто получает выгоду",
    "setting_beneficiary_hint": (
        "Если люди получают её для себя, их компания сначала должна это одобрить."
    ),
    "option_beneficiary_company": "компания",
    "option_beneficiary_member": "сам участник",
    "setting_expiry": "Срок баллов",
    "setting_ceiling_bp": "Предел",
    "setting_ceiling_bp_hint": "Скидка и баллы вместе, от всей покупки.",
    "setting_category_ceilings_bp": "Пределы категорий",
    "setting_category_ceilings_bp_hint": "Если категория выдерживает меньше.",
    "row_category_ceilings_bp_name": "Категория",
    "row_category_ceilings_bp_rate": "Предел, %",
    "setting_margin_floor_bp": "Минимальная наценка",
    "setting_margin_floor_bp_hint": (
        "Баллами платят только то, что выше себестоимости с этой наценкой."
    ),
    "setting_budget_amount": "Бюджет баллов",
    "setting_budget_period": "Бюджет",
    "option_budget_period_quarter": "на квартал",
    "option_budget_period_month": "на месяц",
    "option_budget_period_half": "на полугодие",
    "option_budget_period_year": "на год",
    "setting_budget_mode": "Когда бюджет заканчивается",
    "option_budget_mode_partial": "отдаётся остаток",
    "option_budget_mode_strict": "что не помещается, не даёт ничего",
    "setting_trim_at_purchase": (
        "Публиковать выше предела и урезать при каждой покупке"
    ),
    "setting_adjustment_limit": "Исправления выше этой суммы — со вторым человеком",
    "setting_payouts": "Баллы можно выплатить деньгами",
    "example_title": "Пример",
    "example_amount": "Покупка",
    "example_day": "Когда",
    "example_turnover": "Оборот до неё",
    "example_stamps": "Штампов до неё",
    "example_category": "Категория",
    "example_wait": "Пример появится здесь, пока вы вводите.",
    "example_unfit": "Заполните недостающее, и появится пример.",
    "example_told": "Покупка на {amount} {day} даёт:",
    "example_next": "Следующий уровень: {tier}, {rate}, осталось {left}.",
    "example_stamps_after": "Штампов после неё: {count} из {of}.",
    "example_discount": "Скидка",
    "worst_title": "Сколько она даст самое большее",
    "worst_category": "Товары",
    "worst_others": "все остальные",
    "worst_total": "Не больше",
    "worst_exceeds": (
        "Программа может дать больше предела: снизьте ставки или поднимите предел."
    ),
    "worst_fits": "Программа остаётся в пределах.",
    "worst_no_ceiling": "Предел не задан.",
    "draft_title": "Черновик версии {number}",
    "draft_first": "Это черновик: посмотрите, что значит публикация, и опубликуйте.",
    "versions_title": "Версии",
    "version": "Версия {number}",
    "version_since": "действует с {when}",
    "version_from": "вступит в силу {when}",
    "change_setting": "Настройка",
    "change_before": "Действует",
    "change_after": "Черновик",
    "change_none": "Отличий нет.",
    "publish_look": "К публикации",
    "publish_title": "Публикация версии {number}",
    "publish_lead": (
        "С этого времени покупки считаются по ней. То, что куплено раньше, остаётся по "
        "своим правилам."
    ),
    "publish_changes": "Что изменится",
    "publish_effects": "Что станет с выданными картами",
    "publish_cards": ("Действует {n} карта.|Действуют {n} карты.|Действует {n} карт."),
    "publish_raised": (
        "Сразу поднимется {n} карта.|Сразу поднимутся {n} карты.|Сразу поднимется {n} "
        "карт."
    ),
    "publish_lowered": (
        "Сразу опустится {n} карта.|Сразу опустятся {n} карты.|Сразу опустится {n} "
        "карт."
    ),
    "publish_lowered_later": (
        "В конце периода опустится {n} карта.|В конце периода опустятся {n} карты.|В "
        "конце периода опустится {n} карт."
    ),
    "publish_examined": "Просмотрено счетов: {examined} из {accounts}.",
    "publish_in_hand": (
        "Заполняется {n} штамп-карта.|Заполняются {n} штамп-карты.|Заполняется {n} "
        "штамп-карт."
    ),
    "publish_converted": (
        "При пересчёте сразу будет выдан {n} подарок.|При пересчёте сразу будет выдано "
        "{n} подарка.|При пересчёте сразу будет выдано {n} подарков."
    ),
    "publish_pending": "Ожидающие баллы останутся как начислены: {amount}.",
    "publish_begin": "С какого дня",
    "publish_begin_hint": "С полуночи этого дня; без даты — сразу.",
    "publish_stamps": "Начатые штамп-карты",
    "publish_finish": "заканчиваются, как начаты",
    "publish_convert": "пересчитываются",
    "publish_again": "Посчитать последствия",
    "publish_do": "Опубликовать версию {number}",
    "publish_do_at": "Опубликовать версию {number} с {when}",
    "publish_owner": "Публикует владелец; менеджеры готовят черновик.",
    "fault_worst_case_above_ceiling": (
        "Программа может дать больше, чем позволяет её политика. Снизьте ставки, "
        "поднимите предел или разрешите урезать покупки."
    ),
    "fault_nothing_to_publish": "Черновика для публикации нет.",
    "fault_effective_in_the_past": "Версия не может начаться в прошлом.",
    "fault_effective_before_previous": (
        "Другая версия начинается позже; эта может следовать за ней."
    ),
    "fault_program_fixed": "Это не меняется с первой публикации программы.",
    "fault_program_state": "В нынешнем состоянии программы это невозможно.",
    "fault_invalid_program_currency": (
        "Три буквы валюты с двумя знаками после запятой, например RUB."
    ),
    "fault_invalid_program_time_zone": "Часовой пояс, например Europe/Moscow.",
    "fault_invalid_program_design": "Такого дизайна нет.",
    "fault_rule_range": "Это число вне допустимых границ.",
    "fault_rule_tiers": "Нужен хотя бы один уровень.",
    "fault_rule_tier_above": "Оборот больше, чем у предыдущего уровня.",
    "fault_rule_tier_rate": "Ставка не ниже, чем у предыдущего уровня.",
    "fault_rule_tier_name": "Так называется другой уровень.",
    "fault_rule_marginal": "При ставках по частям оборот считается до скидки.",
    "fault_rule_recompute": "Для этого оборот считается сразу, а не после оплаты.",
    "fault_rule_period_ends": "Нужен период, у которого есть конец: от месяца до года.",
    "fault_rule_retro_only": "Это действует только с бонусом в конце периода.",
    "fault_rule_hold": "Либо дни, либо оплата, но не вместе.",
    "fault_rule_expiry": "Либо месяцы, либо дни.",
    "fault_rule_milestone": "На этом штампе уже есть подарок.",
    "fault_rule_wrong": "Это сюда не подходит.",
}
