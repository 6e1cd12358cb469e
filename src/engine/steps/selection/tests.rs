use super::*;

fn id(number: u128) -> ApplicationId {
    ApplicationId::new(uuid::Uuid::from_u128(number))
}

fn moved_of(selected: &[u128], reserve: &[u128]) -> Vec<u128> {
    let named = |numbers: &[u128]| numbers.iter().map(|n| id(*n).to_string()).collect::<Vec<_>>();
    let computed = Outcome { selected: named(&[1, 2]), reserve: named(&[3, 4, 5]), ..Outcome::default() };
    let ids = |numbers: &[u128]| numbers.iter().copied().map(id).collect::<Vec<_>>();
    let moved = moved(&computed, &ids(selected), &ids(reserve));
    (1..=9).filter(|n| moved.contains(&id(*n))).collect()
}

#[test]
fn another_order_of_the_reserve_is_a_departure() {
    assert_eq!(moved_of(&[1, 2], &[3, 4, 5]), Vec::<u128>::new());
    assert_eq!(moved_of(&[1, 2], &[4, 3, 5]), [3, 4]);
    assert_eq!(moved_of(&[1, 2], &[5, 3, 4]), [3, 4, 5]);
    assert_eq!(moved_of(&[1, 2], &[3, 5]), [4], "left out");
    assert_eq!(moved_of(&[1, 2], &[3, 4, 5, 6]), [6], "taken in");
    // Who moved up leaves the others in their order; who was put down differs by the list already.
    assert_eq!(moved_of(&[1, 3], &[4, 5]), Vec::<u128>::new());
    assert_eq!(moved_of(&[1], &[2, 3, 4, 5]), Vec::<u128>::new());
}
