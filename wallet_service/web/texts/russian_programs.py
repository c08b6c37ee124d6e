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
