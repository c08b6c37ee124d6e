"""The desk in Russian: people from a file."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "import_title": "Загрузить файл",
    "import_lead": (
        "Файл CSV, строка на человека, не больше {most}. Сначала вы увидите, что "
        "станет с каждой строкой; до вашего решения ничего не изменится."
    ),
    "import_file": "Файл",
    "import_file_hint": "CSV из любой таблицы; в первой строке названия столбцов.",
    "import_program": "Карты программы",
    "import_no_program": "без карт, только люди",
    "import_program_hint": (
        "Начальные остатки попадают только на новые карты, поэтому тот же файл второй "
        "раз ничего не добавит."
    ),
    "import_check": "Сначала посмотреть",
    "import_columns": "Столбцы",
    "import_column_name": "Имя человека. Этот столбец обязателен (или «имя», «ФИО»).",
    "import_column_email": "Почта; в каждой строке нужны почта или телефон.",
    "import_column_phone": "Телефон, с кодом страны, если она не ваша.",
    "import_column_company": "Компания; если её нет, она будет добавлена.",
    "import_column_tax_id": "ИНН компании: по нему она находится точнее всего.",
    "import_column_role": "Роль в компании.",
    "import_column_language": "en или ru; если не указан — язык бренда.",
    "import_column_points": "Начальный остаток баллов, например 1250,50.",
    "import_column_turnover": "Начальный оборот для уровней.",
    "import_column_stamps": "Сколько штампов уже на карте.",
    "import_earlier": "Прежние файлы",
    "import_rows": "{n} строка|{n} строки|{n} строк",
    "import_state_checked": "просмотрен",
    "import_state_running": "загружается",
    "import_state_done": "загружен",
    "import_state_dropped": "отменён",
    "import_checked": "Что произойдёт",
    "import_checked_lead": "{file}: пока ничего не изменено.",
    "import_count_added": "новые участники",
    "import_count_known": "уже есть, останутся как были",
    "import_count_cards": "новые карты",
    "import_count_refused": "отклонённые строки",
    "import_unused": "Эти столбцы не нужны: {names}.",
    "import_start": (
        "Загрузить {n} участника|Загрузить {n} участников|Загрузить {n} участников"
    ),
    "import_drop": "Отменить",
    "import_fates": "Строка за строкой",
    "import_all": "Показать все строки",
    "import_only_refused": "Показать отклонённые",
    "import_line": "Строка",
    "import_fate": "Что с ней станет",
    "import_balances": "Начальный остаток",
    "import_new_company": "новая",
    "import_fate_added": "новый",
    "import_fate_known": "уже есть",
    "import_fate_refused": "отклонена",
    "import_card_added": "получит карту",
    "import_card_known": "карта уже есть",
    "import_note_no_opening": "Карта уже есть: её остаток не изменится.",
    "import_note_company_kept": (
        "Останется в своей компании: переведите человека вручную."
    ),
    "import_note_balance_waits": (
        "Больше предела политики: остаток подождёт согласия второго человека."
    ),
    "import_note_name_wrong": "Имени нет, или оно слишком длинное.",
    "import_note_contact_missing": "Нет ни почты, ни телефона.",
    "import_note_email_wrong": "Это не адрес эл. почты.",
    "import_note_phone_wrong": "Это не номер телефона.",
    "import_note_company_wrong": "Название компании слишком длинное.",
    "import_note_tax_id_wrong": "ИНН слишком длинный.",
    "import_note_role_wrong": "Роль слишком длинная.",
    "import_note_language_wrong": "Язык — en или ru.",
    "import_note_points_wrong": "Баллы указаны не суммой.",
    "import_note_turnover_wrong": "Оборот указан не суммой.",
    "import_note_stamps_wrong": "Штампы указаны не целым числом.",
    "import_note_points_unknown": "У карт этой программы нет баллов.",
    "import_note_turnover_unknown": "Карты этой программы не считают оборот.",
    "import_note_stamps_unknown": "У карт этой программы нет штампов.",
    "import_note_member_ambiguous": (
        "Почта принадлежит одному участнику, а телефон — другому."
    ),
    "import_note_company_ambiguous": (
        "Так называются несколько компаний: укажите ИНН."
    ),
    "import_told_running": (
        "Участники загружаются. Страницу можно закрыть, работа продолжится."
    ),
    "import_told_done": "Все загружены. Сам файл удалён.",
    "import_told_dropped": "Файл отменён, никто не загружен.",
    "import_far": "{done} из {rows} строк",
    "fault_file_empty": "В файле нет строк под заголовком. Выберите другой.",
    "fault_file_large": "Файл больше 2 МБ. Разделите его.",
    "fault_file_unreadable": "Это не файл CSV. Сохраните его как CSV в UTF-8.",
    "fault_file_columns": (
        "В первой строке должны быть названия столбцов: «имя» один раз, остальные не "
        "больше одного."
    ),
    "fault_file_rows": "В файле слишком много строк. Разделите его.",
    "fault_import_program": "Выберите опубликованную программу.",
    "fault_import_owner": "В файле есть начальные остатки: загружает его владелец.",
    "fault_import_over": "Эта загрузка завершена. Загрузите файл снова.",
}
