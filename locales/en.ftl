### Trespor's texts in English. The texts are plain text; the pages do the rest.
### Each text must exist in every language and use the same variables there, or the program is not built.

-product = Trespor

lang-name = English

## Numbers

number-point = .
number-group = ,
number-bytes = { $bytes ->
    [one] 1 byte
   *[other] { $bytes } bytes
}

## Time

when-weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
when-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
when-month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
when-date = { $day } { $month } { $year }
when-day = { $weekday } { $date }
when-time = { $hour }:{ $minute }
when-time-exact = { $hour }:{ $minute }:{ $second }.{ $micros }
when-full = { $day } at { $time } ({ $zone })
when-short = { $date } at { $time }
when-zone = { $city ->
    [UTC] UTC
   *[other] { $zone }
}
when-zone-offset = { $zone }, UTC{ $offset }
when-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
when-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
when-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
when-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
when-two = { $first } and { $second }
when-in = in { $duration }
when-ago = { $duration } ago
when-now = right now
