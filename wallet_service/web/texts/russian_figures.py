"""The live figures in Russian."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_figures": "Показатели",
    "figures_nothing": "Пока нечего считать",
    "figures_nothing_lead": (
        "Опубликуйте программу: первая карта и первая покупка сразу появятся здесь."
    ),
    "figures_days": "Дни",
    "figures_own": "Другие дни и программы",
    "figures_programs": "Программы",
    "figures_all": "Все программы в {currency}",
    "figures_first": "Первый день",
    "figures_last": "Последний день",
    "figures_show": "Показать",
    "figures_span": (
        "{first} — {last}, {n} день|"
        "{first} — {last}, {n} дня|"
        "{first} — {last}, {n} дней"
    ),
    "period_7": "7 дней",
    "period_30": "30 дней",
    "period_90": "90 дней",
    "period_365": "365 дней",
    "period_month": "Этот месяц",
    "period_quarter": "Этот квартал",
    "period_year": "Этот год",
    "fault_days_backwards": "Последний день раньше первого.",
    "fault_days_too_many": "Выберите не больше трёх лет.",
    "was": "раньше: {value}",
    "tile_turnover": "оборот по картам",
    "head_turnover": "Оборот по картам",
    "tile_purchases": "покупка|покупки|покупок",
    "tile_average": "средний чек",
    "tile_refunds": "возвраты",
    "tile_active": "карта покупала|карты покупали|карт покупали",
    "tile_repeat": "из них — повторно",
    "tile_issued": "карта выпущена|карты выпущены|карт выпущено",
    "tile_installed": "добавлено в телефоны",
    "tile_removed": "удалено с телефонов",
    "tile_points_in": "баллов начислено",
    "tile_points_out": "баллов списано",
    "tile_liability": "обязательства сейчас: баллы участников",
    "chart_before": "раньше",
    "chart_table": "Таблица",
    "chart_days": "С",
    "chart_receipts": "чеки",
    "turnover_none": "За эти дни по картам ничего не купили",
    "turnover_first": "Оборот по картам появился в эти дни",
    "turnover_up": (
        "Оборот по картам вырос на {change} к предыдущему {n} дню|"
        "Оборот по картам вырос на {change} к предыдущим {n} дням|"
        "Оборот по картам вырос на {change} к предыдущим {n} дням"
    ),
    "turnover_down": (
        "Оборот по картам снизился на {change} к предыдущему {n} дню|"
        "Оборот по картам снизился на {change} к предыдущим {n} дням|"
        "Оборот по картам снизился на {change} к предыдущим {n} дням"
    ),
    "turnover_same": (
        "Оборот по картам такой же, как за предыдущий {n} день|"
        "Оборот по картам такой же, как за предыдущие {n} дня|"
        "Оборот по картам такой же, как за предыдущие {n} дней"
    ),
    "cards_none": "Карты пока нет ни у кого",
    "cards_share": (
        "В телефонах {share} из {n} действующей карты|"
        "В телефонах {share} из {n} действующих карт|"
        "В телефонах {share} из {n} действующих карт"
    ),
    "cards_head": "Карты",
    "cards_count": "Число",
    "cards_ever": "выпущено всего",
    "cards_installed": "сейчас в телефонах",
    "cards_active": "покупали в эти дни",
    "cards_removed": "удалены из телефонов",
    "points_none": "За эти дни движения баллов не было",
    "points_none_lead": "Здесь видно, сколько баллов начислено и списано.",
    "points_same": "Баллов начислено столько же, сколько списано",
    "points_grew": "Баллов у участников стало больше на {change}",
    "points_fell": "Баллов у участников стало меньше на {change}",
    "points_head": "Баллы",
    "moved_earn": "начислено",
    "moved_earn_pending": "начислено с ожиданием",
    "moved_earn_reverse": "отменено при возвратах",
    "moved_welcome": "за вступление",
    "moved_retro_bonus": "бонус за период",
    "moved_spend": "потрачено",
    "moved_spend_return": "вернулось при возвратах",
    "moved_expire": "сгорело",
    "moved_payout": "выплачено",
    "moved_adjust_up": "добавлено вручную",
    "moved_adjust_down": "списано вручную",
    "cost_plain": "Во что обходятся карты",
    "cost_share": "Карты обходятся в {share} оборота",
    "cost_head": "Затраты",
    "cost_discounts": "скидки",
    "cost_points": "начисленные баллы без отменённых",
    "budget_title": "Бюджет баллов: {program}",
    "budget_used": "{used} из {amount} до {until}",
    "budget_none": "Ни у одной программы нет действующего бюджета.",
    "tiers_title": "Кто на каком уровне",
    "tiers_of": "Кто на каком уровне: {program}",
    "tiers_head": "Уровень",
    "tiers_below": "ниже первого уровня",
    "tiers_none": "В этих программах нет уровней.",
    "scope_member": "Участники",
    "scope_company": "Компании",
    "scope_holding": "Холдинги",
    "tier_turnover": "Оборот текущего периода",
    "tier_more": "И ещё {n}.",
    "tier_nobody": "На этом уровне сейчас никого нет.",
    "places_title": "Где покупали?",
    "places_first": "{name} — больше всех: {share} оборота",
    "location_none": "без места",
    "recorders_title": "Кто записал покупки?",
    "recorders_first": "{name} — больше всех записей: {share} оборота",
    "column_staff": "Кто записал",
    "column_sale_state": "Состояние",
    "column_gross": "Сумма",
    "column_discount": "Скидка",
    "column_points_spent": "Списано баллов",
    "column_earned": "Начислено",
    "column_money": "Возвращено денег",
    "column_points_returned": "Возвращено баллов",
    "column_times": "Покупки",
    "column_receipts": "Чеки",
    "column_card_state": "Состояние",
    "column_issued": "Выпущена",
    "column_installed": "Впервые в телефоне",
    "column_removed": "Удалена",
    "column_moved": "Движение",
    "column_open": "Баллы",
    "column_debt": "Долг",
    "sale_confirmed": "учтена",
    "sale_part_refunded": "частичный возврат",
    "sale_refunded": "возвращена",
    "sale_cancelled": "отменена",
    "rows_sales": "Покупки",
    "rows_refunds": "Возвраты",
    "rows_buyers": "Карты, по которым покупали",
    "rows_cards_issued": "Выпущенные карты",
    "rows_cards_on_phones": "Карты в телефонах",
    "rows_cards_removed": "Карты, удалённые из телефонов",
    "rows_points": "Движение баллов",
    "rows_open_points": "Баллы участников",
    "rows_none": "Строк нет: показатель равен нулю.",
}
