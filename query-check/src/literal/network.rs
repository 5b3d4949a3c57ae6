//! Input of `inet` and `cidr` (manual, "Network Address Types").

use super::cursor::{Cursor, digit_value, is_digit, is_hex};
use super::error::{InputError, Outcome};
use crate::diagnostic::Code;

/// `inet_in` (`network` false) and `cidr_in`.
pub(super) fn check(network: bool, text: &str) -> Outcome {
    let ty = if network { "cidr" } else { "inet" };
    let v6 = text.contains(':');
    let (address, bits) = match (v6, network) {
        (true, _) => v6_address(text),
        (false, true) => v4_network(text),
        (false, false) => v4_address(text),
    }
    .ok_or_else(|| InputError::syntax(ty, text))?;
    if network && has_host_bits(&address[..if v6 { 16 } else { 4 }], bits) {
        let message = format!("invalid cidr value: \"{text}\"");
        return Err(InputError::new(Code::InvalidTextRepresentation, message)
            .with_detail("Value has bits set to right of mask."));
    }
    Ok(())
}

type Address = [u8; 16];

fn has_host_bits(address: &[u8], bits: usize) -> bool {
    address.iter().enumerate().any(|(place, byte)| {
        let kept = bits.saturating_sub(place * 8).min(8);
        kept < 8 && byte & (0xff >> kept) != 0
    })
}

/// Decimal octets up to a `/` or the end.
fn octet(cursor: &mut Cursor<'_>) -> Option<u8> {
    let mut value = 0_u32;
    while is_digit(cursor.peek()) {
        value = value * 10 + u32::from(cursor.next() - b'0');
        if value > 255 {
            return None;
        }
    }
    Some(value as u8)
}

/// `/bits` and the end, behind an address.
fn v4_bits(cursor: &mut Cursor<'_>) -> Option<Option<usize>> {
    if cursor.is_at_end() {
        return Some(None);
    }
    if !cursor.eat(b'/') || !is_digit(cursor.peek()) {
        return None;
    }
    let mut bits = 0_i32;
    while is_digit(cursor.peek()) {
        bits = bits.wrapping_mul(10).wrapping_add(i32::from(cursor.next() - b'0'));
    }
    (cursor.is_at_end() && bits <= 32).then_some(())?;
    usize::try_from(bits).ok().map(Some)
}

fn v4_address(text: &str) -> Option<(Address, usize)> {
    let mut cursor = Cursor::new(text);
    let (mut address, mut count) = (Address::default(), 0);
    while is_digit(cursor.peek()) {
        let octet = octet(&mut cursor)?;
        *address[..4].get_mut(count)? = octet;
        count += 1;
        if cursor.is_at_end() || cursor.peek() == b'/' {
            break;
        }
        if !cursor.eat(b'.') {
            return None;
        }
    }
    if count == 0 {
        return None;
    }
    let bits = match v4_bits(&mut cursor)? {
        Some(bits) => bits,
        None if count == 4 => 32,
        None => return None,
    };
    (bits / 8 <= count).then_some((address, bits))
}

fn v4_network(text: &str) -> Option<(Address, usize)> {
    let mut cursor = Cursor::new(text);
    let (mut address, mut count) = (Address::default(), 0);
    let mut push = |octet: u8| {
        *address[..4].get_mut(count)? = octet;
        count += 1;
        Some(())
    };
    if cursor.peek() == b'0' && cursor.peek_at(1) | 0x20 == b'x' && is_hex(cursor.peek_at(2)) {
        cursor.advance(2);
        while is_hex(cursor.peek()) {
            let high = digit_value(cursor.next()) as u8;
            let low = if is_hex(cursor.peek()) { digit_value(cursor.next()) as u8 } else { 0 };
            push(high << 4 | low)?;
        }
    } else {
        loop {
            if !is_digit(cursor.peek()) {
                return None;
            }
            let octet = octet(&mut cursor)?;
            push(octet)?;
            if cursor.is_at_end() || cursor.peek() == b'/' {
                break;
            }
            if !cursor.eat(b'.') {
                return None;
            }
        }
    }
    let bits = v4_bits(&mut cursor)?.unwrap_or_else(|| {
        let class = match address[0] {
            240.. => 32,
            224.. => 8,
            192.. => 24,
            128.. => 16,
            _ => 8,
        };
        let bits = class.max(count * 8);
        if bits == 8 && address[0] == 224 { 4 } else { bits }
    });
    Some((address, bits))
}

fn v6_address(text: &str) -> Option<(Address, usize)> {
    let mut cursor = Cursor::new(text);
    let (mut address, mut length) = (Address::default(), 0);
    let mut gap = None;
    let mut bits = None;
    if cursor.eat(b':') && cursor.peek() != b':' {
        return None;
    }
    let mut token = cursor;
    let (mut value, mut digits) = (0_u16, 0);
    while !cursor.is_at_end() {
        let byte = cursor.next();
        match byte {
            _ if is_hex(byte) => {
                value = value << 4 | digit_value(byte) as u16;
                digits += 1;
                if digits > 4 {
                    return None;
                }
            }
            b':' => {
                token = cursor;
                if digits == 0 {
                    if gap.replace(length).is_some() {
                        return None;
                    }
                    continue;
                }
                if cursor.is_at_end() {
                    return None;
                }
                address.get_mut(length..length + 2)?.copy_from_slice(&value.to_be_bytes());
                length += 2;
                (value, digits) = (0, 0);
            }
            b'.' => {
                let place = address.get_mut(length..length + 4)?;
                embedded_v4(token, place, &mut bits)?;
                length += 4;
                digits = 0;
                break;
            }
            b'/' => {
                bits = Some(v6_bits(&mut cursor)?);
                break;
            }
            _ => return None,
        }
    }
    if digits > 0 {
        address.get_mut(length..length + 2)?.copy_from_slice(&value.to_be_bytes());
        length += 2;
    }
    if let Some(gap) = gap {
        if length == 16 {
            return None;
        }
        address[gap..].rotate_right(16 - length);
        length = 16;
    }
    (length == 16).then_some((address, bits.unwrap_or(128)))
}

/// The number of bits, up to the end, without leading zeros.
fn v6_bits(cursor: &mut Cursor<'_>) -> Option<usize> {
    let bits = plain_number(cursor, 128)?;
    cursor.is_at_end().then_some(bits as usize)
}

/// A number without leading zeros.
fn plain_number(cursor: &mut Cursor<'_>, max: u32) -> Option<u32> {
    let (mut value, mut count) = (0, 0);
    while is_digit(cursor.peek()) {
        if count > 0 && value == 0 {
            return None;
        }
        value = value * 10 + u32::from(cursor.next() - b'0');
        if value > max {
            return None;
        }
        count += 1;
    }
    (count > 0).then_some(value)
}

/// The IPv4 address at the end of an IPv6 one.
fn embedded_v4(mut cursor: Cursor<'_>, place: &mut [u8], bits: &mut Option<usize>) -> Option<()> {
    let mut count = 0;
    loop {
        // An octet before a delimiter may be left out.
        let empty = matches!(cursor.peek(), b'.' | b'/');
        let octet = if empty { 0 } else { plain_number(&mut cursor, 255)? };
        *place.get_mut(count)? = octet as u8;
        count += 1;
        if cursor.is_at_end() {
            return Some(());
        }
        match cursor.next() {
            b'.' => {}
            b'/' => {
                *bits = Some(v6_bits(&mut cursor)?);
                return Some(());
            }
            _ => return None,
        }
    }
}
