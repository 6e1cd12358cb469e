### Trespors tekster på dansk. Teksterne er ren tekst; siderne sørger for resten.
### Hver tekst skal findes i alle sprog og bruge de samme variable. Ellers bygges programmet ikke.

-product = Trespor

lang-name = Dansk

## Tal

number-point = ,
number-group = .
number-bytes = { $bytes ->
    [one] 1 byte
   *[other] { $bytes } byte
}

## Tid

when-weekday = { $day ->
    [1] mandag
    [2] tirsdag
    [3] onsdag
    [4] torsdag
    [5] fredag
    [6] lørdag
   *[7] søndag
}
when-month = { $month ->
    [1] januar
    [2] februar
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
when-month-short = { $month ->
    [1] jan.
    [2] feb.
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] aug.
    [9] sept.
    [10] okt.
    [11] nov.
   *[12] dec.
}
when-date = { $day }. { $month } { $year }
when-day = { $weekday } den { $date }
when-time = { $hour }.{ $minute }
when-time-exact = { $hour }.{ $minute }.{ $second },{ $micros }
when-full = { $day } kl. { $time } ({ $zone })
when-short = { $date } kl. { $time }
when-zone = { $city ->
    [Copenhagen] dansk tid, { $zone }
    [Nuuk] grønlandsk tid, { $zone }
    [Faroe] færøsk tid, { $zone }
    [Oslo] norsk tid, { $zone }
   *[other] { $zone }
}
when-zone-offset = { $zone }, UTC{ $offset }
when-days = { $n ->
    [one] 1 dag
   *[other] { $n } dage
}
when-hours = { $n ->
    [one] 1 time
   *[other] { $n } timer
}
when-minutes = { $n ->
    [one] 1 minut
   *[other] { $n } minutter
}
when-seconds = { $n ->
    [one] 1 sekund
   *[other] { $n } sekunder
}
when-two = { $first } og { $second }
when-in = om { $duration }
when-ago = for { $duration } siden
when-now = lige nu
