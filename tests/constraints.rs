//! The constants of models name the constraints that the server names in its errors.

use microcosm_postgres::testing::TestDatabase;
use microcosm_postgres::{Constraint, Error, Migrations, Service, migrations, store};

static MIGRATIONS: Migrations = migrations!("tests/constraints/migrations");

store! {
    schema "tests/constraints/schema.json";

    #[derive(Debug)]
    pub model Room = "room" { id: i32, name: String, seats: i32 }

    #[derive(Debug)]
    pub model Booking = "booking" { id: i32, room_id: i32, during: Span }

    // A range, which no common crate has a type for.
    type Span = "int4range";

    pub store Rooms for Room { create, delete }

    pub store Bookings for Booking { create }
}

/// From the first number to before the second.
#[derive(Debug, Clone, Copy)]
pub struct Span(i32, i32);

mod span {
    use microcosm_postgres::__private::{BoxError, BytesMut, FromSql, IsNull, ToSql, Type};

    use super::Span;

    impl ToSql for Span {
        fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
            // The lower bound is a part of it (range_send in rangetypes.c).
            out.extend_from_slice(&[2]);
            for bound in [self.0, self.1] {
                out.extend_from_slice(&4_i32.to_be_bytes());
                out.extend_from_slice(&bound.to_be_bytes());
            }
            Ok(IsNull::No)
        }

        fn accepts(ty: &Type) -> bool {
            *ty == Type::INT4_RANGE
        }

        microcosm_postgres::types::to_sql_checked!();
    }

    impl<'a> FromSql<'a> for Span {
        fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
            let number = |at: usize| -> Result<i32, BoxError> {
                let bytes = raw.get(at..at + 4).ok_or("too short")?;
                Ok(i32::from_be_bytes(bytes.try_into()?))
            };
            Ok(Self(number(5)?, number(13)?))
        }

        fn accepts(ty: &Type) -> bool {
            *ty == Type::INT4_RANGE
        }
    }
}

#[tokio::test]
async fn errors_violate_the_constraints_that_models_name() {
    let database = TestDatabase::create(&Service::new("constraints"), &MIGRATIONS).await;
    let database = database.expect("a test database");
    let session = database.session().await.expect("a session");
    let (rooms, bookings) = (Rooms::new(&session), Bookings::new(&session));
    let room = |id, name: &str, seats| NewRoom { id, name: name.to_owned(), seats };
    let booking = |id, room_id, during| NewBooking { id, room_id, during };
    rooms.create(&room(1, "Blue", 10)).await.expect("a room");
    bookings.create(&booking(1, 1, Span(1, 5))).await.expect("a booking");
    let all = [
        Room::PKEY,
        Room::NAME_KEY,
        Room::ONE_NAME_IN_ANY_CASE,
        Room::SEATS_CHECK,
        Room::NO_ROUND_NUMBERS,
        Booking::PKEY,
        Booking::ROOM_ID_FKEY,
        Booking::DURING_EXCL,
    ];
    let only = |error: Error, expected: Constraint| {
        let violated: Vec<_> = all.iter().filter(|known| error.violates(**known)).collect();
        assert_eq!(violated, [&expected], "{error}");
    };
    only(rooms.create(&room(1, "Red", 10)).await.expect_err("refused"), Room::PKEY);
    only(rooms.create(&room(2, "Blue", 10)).await.expect_err("refused"), Room::NAME_KEY);
    only(
        rooms.create(&room(2, "BLUE", 10)).await.expect_err("refused"),
        Room::ONE_NAME_IN_ANY_CASE,
    );
    only(rooms.create(&room(2, "Red", -1)).await.expect_err("refused"), Room::SEATS_CHECK);
    only(rooms.create(&room(2, "Red", 200)).await.expect_err("refused"), Room::NO_ROUND_NUMBERS);
    only(rooms.delete(1).await.expect_err("it is booked"), Booking::ROOM_ID_FKEY);
    let taken = bookings.create(&booking(1, 1, Span(7, 9))).await.expect_err("refused");
    only(taken, Booking::PKEY);
    let nowhere = bookings.create(&booking(2, 3, Span(7, 9))).await.expect_err("refused");
    only(nowhere, Booking::ROOM_ID_FKEY);
    let overlapping = bookings.create(&booking(2, 1, Span(4, 9))).await.expect_err("refused");
    only(overlapping, Booking::DURING_EXCL);
}
