"""The desk in Russian: companies, people, their cards."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "nav_companies": "Компании",
    "nav_people": "Участники",
    "change": "Изменить",
    "phone": "Телефон",
    "program": "Программа",
    "reason": "Причина",
    "reason_hint": "Она останется в журнале.",
    "search": "Найти",
    "search_nothing": "По запросу «{q}» ничего не найдено.",
    "table_first": "В начало",
    "table_next": "Следующая страница",
    "table_export": "Выгрузить в CSV",
    "column_company": "Компания",
    "column_tax_id": "ИНН",
    "column_external_id": "Номер в ваших системах",
    "column_holding": "Холдинг",
    "column_personal_manager": "Персональный менеджер",
    "column_members": "Участники",
    "column_cards": "Карты",
    "column_person": "Участник",
    "column_role": "Должность",
    "column_email": "Эл. почта",
    "column_phone": "Телефон",
    "column_held_cards": "Карты",
    "column_when": "Когда",
    "column_what": "Что произошло",
    "column_owner": "Чей счёт",
    "column_unit": "Единица",
    "column_amount": "Сумма",
    "column_balance_after": "Остаток после",
    "column_card": "Карта",
    "column_transaction": "Операция",
    "company_add": "Добавить компанию",
    "company_change": "Изменить: {name}",
    "company_search_hint": "Часть названия, ИНН или ваш номер.",
    "company_none": "Компаний пока нет",
    "company_none_lead": (
        "Добавьте первую компанию-партнёра или загрузите файл с компаниями и людьми. "
        "У каждой компании появятся своя ссылка и плакат."
    ),
    "company_name": "Название",
    "company_tax_id": "ИНН",
    "company_tax_id_hint": "Хранится без пробелов, чтобы не завести компанию дважды.",
    "company_external_id": "Номер в ваших системах",
    "company_external_id_hint": "По нему компанию называет касса или CRM.",
    "company_holding": "Входит в холдинг",
    "company_holding_hint": "Название или ИНН вышестоящей компании.",
    "company_below": "Компании под ней",
    "company_people_none": (
        "Из этой компании ещё никто не вступил. Отправьте её ссылку или добавьте "
        "первого участника."
    ),
    "manager_title": "Персональный менеджер",
    "manager_lead": (
        "Ваш сотрудник для этой компании; имя и телефон стоят на обороте карт."
    ),
    "links_title": "Ссылки и плакаты",
    "links_lead": (
        "Кто вступит по этим ссылкам, станет участником от компании «{company}». "
        "Передавайте их только её людям."
    ),
    "links_uses": "выдана {n} карта|выдано {n} карты|выдано {n} карт",
    "links_off": "выключена",
    "links_switch_off": "Выключить",
    "links_switch_on": "Включить",
    "links_add": "Создать ссылку",
    "links_no_program": "Опубликуйте программу, и у компании появится ссылка на неё.",
    "poster_pdf": "Плакат для печати (PDF)",
    "poster_png": "Плакат картинкой",
    "people_add": "Добавить участника",
    "people_change": "Изменить: {name}",
    "people_search_hint": (
        "Имя, компания, номер карты, телефон (или четыре последние цифры), почта "
        "целиком."
    ),
    "people_none": "Участников пока нет",
    "people_none_lead": (
        "Люди вступают по ссылкам компаний и программ, или вы добавляете их здесь: по "
        "одному или из файла."
    ),
    "people_known": "Открыть участника с этой почтой или телефоном",
    "people_company_hint": (
        "Название или ИНН. При переходе карты и история остаются с человеком, дальше "
        "он считается в новой компании."
    ),
    "people_role_hint": (
        "Роль в компании: owner, manager, accountant — или как принято у вас."
    ),
    "people_language": "Язык",
    "people_language_hint": "На нём с человеком говорят карта и письма.",
    "people_no_company": "нет",
    "people_stated_company": "Компания, указанная в форме",
    "people_stated_tax_id": "ИНН, указанный в форме",
    "people_since": "С нами с",
    "people_no_card": "Карты пока нет.",
    "people_issue": "Выдать карту",
    "people_issue_hint": (
        "Одна карта на программу; закрытая откроется снова со всем, что на ней было."
    ),
    "language_en": "Английский",
    "language_ru": "Русский",
    "consents_title": "Согласия",
    "consents_none": "Согласия ещё не запрашивались.",
    "consents_version": "текст {version}",
    "consents_given": "дано",
    "consents_withdrawn": "отозвано",
    "kind_discount": "Скидочная карта",
    "kind_accumulating": "Накопительная скидка",
    "kind_cashback": "Кешбэк",
    "kind_stamp": "Штамп-карта",
    "card_active": "действует",
    "card_frozen": "заморожена",
    "card_closed": "закрыта",
    "card_number": "Номер карты",
    "card_rate": "Ставка",
    "card_tier": "Уровень",
    "card_next_tier": "Следующий уровень",
    "card_left": "{tier}, осталось {left}",
    "card_available": "Доступно баллов",
    "card_pending": "Ожидает начисления",
    "card_debt": "Долг",
    "card_expires": "Сгорит",
    "card_expires_on": "{amount} {on}",
    "card_stamps_of": "{count} из {of}",
    "card_address": "Страница карты: у кого есть ссылка, тот видит карту.",
    "card_phones": "На телефонах",
    "card_acts": "Что можно сделать",
    "card_freeze": "Заморозить карту",
    "card_unfreeze": "Разморозить карту",
    "card_reissue": "Перевыпустить карту",
    "card_close": "Закрыть карту",
    "wallet_apple": "Apple Wallet",
    "wallet_google": "Google Кошелёк",
    "wallet_state_registered": "обновляется",
    "wallet_state_fetched": "загружена, сейчас ни на одном телефоне",
    "wallet_state_saved": "сохранена",
    "wallet_state_inserted": "создана в Google, о сохранении не известно",
    "wallet_state_none": "не добавлена",
    "wallet_devices": "{n} телефон|{n} телефона|{n} телефонов",
    "wallet_current": "показывает нынешнее состояние",
    "wallet_behind": "показывает прежнее состояние",
    "device_since": "Телефон с {when}",
    "device_pushed": "уведомление принято {when}",
    "device_asked": "запрос изменений {when}",
    "waiting_title": "Ждёт второго человека",
    "waiting_payout": "выплата деньгами",
    "waiting_approve": "Согласиться",
    "waiting_reject": "Отклонить",
    "waiting_own": "Согласиться должен кто-то другой.",
    "ledger_title": "Журнал операций",
    "ledger_lead": (
        "Всё, из чего сложился остаток, новое сверху. Строки не меняются: исправления "
        "добавляются новыми."
    ),
    "ledger_none": "По этой карте операций ещё не было.",
    "owner_card": "этой карты",
    "owner_member": "участника",
    "owner_company": "компании",
    "owner_holding": "холдинга",
    "unit_points": "Баллы",
    "unit_turnover": "Оборот",
    "unit_stamps": "Штампы",
    "unit_rewards": "Подарки",
    "unit_carry": "В счёт следующего штампа",
    "adjust_title": "Исправить остаток",
    "adjust_unit": "Что",
    "adjust_amount": "На сколько",
    "adjust_amount_hint": "С минусом, чтобы списать: -500 или 1250,50.",
    "fault_text_missing": "Заполните это поле.",
    "fault_text_long": "Слишком длинно.",
    "fault_text_broken": "Здесь есть знаки, которые нельзя сохранить.",
    "fault_number_wrong": "Введите число.",
    "fault_number_small": "Слишком мало.",
    "fault_number_large": "Слишком много.",
    "fault_money_wrong": "Введите сумму, например 1000 или 1250,50.",
    "fault_rate_wrong": "Введите процент от 0 до 100, например 7 или 7,5.",
    "fault_day_wrong": "Выберите день.",
    "fault_choice_wrong": "Выберите значение из списка.",
    "fault_search_short": "Введите хотя бы две буквы.",
    "fault_company_exists": "Этот номер уже есть у другой компании.",
    "fault_company_unknown": (
        "Компании с таким названием или ИНН нет. Сначала добавьте её."
    ),
    "fault_company_ambiguous": "Так называются несколько компаний: введите ИНН.",
    "fault_parent_ring": "Компания не может стоять над самой собой.",
    "fault_invalid_phone": "Напишите телефон с + и кодом страны.",
    "fault_member_exists": "Эта почта или телефон уже есть у другого участника.",
    "fault_member_ambiguous": (
        "Почта принадлежит одному участнику, а телефон — другому."
    ),
    "fault_card_state": "В нынешнем состоянии карты это невозможно.",
    "fault_card_not_active": "Карта закрыта: выдайте её участнику снова.",
    "fault_program_not_published": "Эта программа не опубликована.",
    "fault_invalid_amount": "На карте столько нет.",
    "fault_unit_unknown": "У этой карты нет такого остатка.",
    "fault_own_approval": "С вашим предложением должен согласиться кто-то другой.",
    "fault_adjustment_decided": "Решение уже принято.",
    "fault_too_many_points": "На карте нет столько баллов.",
    "fault_idempotency_key_reused": (
        "Эта форма уже отправлена с другими значениями. Посмотрите на страницу и "
        "отправьте снова, если чего-то не хватает."
    ),
}
